-- Takes `count` numbers for new streams: unique and ascending, gaps allowed. Only version 0.1.0 calls it, on the way back.
drop function if exists log.next_numbers(integer);
create function log.next_numbers(count integer) returns bigint[]
  language sql volatile strict security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select array_agg(nextval('log.stream_numbers')) from generate_series(1, count);
  end;
