
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
