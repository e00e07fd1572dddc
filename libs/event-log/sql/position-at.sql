-- The position of the last event recorded at or before a time, 0 if there is none. Times never step back in the log,
-- so that halving finds it without an index on times.
create or replace function log.position_at(p_at timestamptz, p_head bigint) returns bigint
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
