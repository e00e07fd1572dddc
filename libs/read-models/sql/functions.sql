
-- The position of the last event recorded at or before a time, 0 if there is none. Times never step back in the log,
-- so that halving finds it without an index on times.
create function position_at(p_at timestamptz, p_head bigint) returns bigint
  language plpgsql stable strict set search_path = pg_catalog, pg_temp as $$
declare
  v_low bigint := 0;
  v_high bigint := p_head;
  v_middle bigint;
begin
  while v_low < v_high loop
    v_middle := (v_low + v_high + 1) / 2;
    if (select recorded_at from log.events where position = v_middle) <= p_at then
      v_low := v_middle;
    else
      v_high := v_middle - 1;
    end if;
  end loop;
  return v_low;
end $$;

-- The first instant of a local day. PostgreSQL takes the later of two midnights when clocks are set back over midnight.
create function day_start(p_day date, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  return case when ((p_day::timestamp at time zone p_time_zone - interval '1 hour') at time zone p_time_zone)::date = p_day
         then p_day::timestamp at time zone p_time_zone - interval '1 hour'
         else p_day::timestamp at time zone p_time_zone end;

-- The first local day that begins at or after an instant.
create function day_after(p_at timestamptz, p_time_zone text) returns date
  language sql stable parallel safe
  return case when day_start((p_at at time zone p_time_zone)::date, p_time_zone) = p_at
         then (p_at at time zone p_time_zone)::date else (p_at at time zone p_time_zone)::date + 1 end;
