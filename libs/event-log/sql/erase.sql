-- Removes the private text of a stream, for the operator only. Hashes stay, so the chain still verifies; without the
-- salt nobody can test a guess against them, and the same goes for the keyed hashes of the requests.
drop function if exists log.erase(text);
create function log.erase(p_stream text) returns integer
  language plpgsql volatile strict security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_erased integer;
begin
  update log.events set private = null, salt = null where stream = p_stream and private is not null;
  get diagnostics v_erased = row_count;
  update log.commands set request_hash = null where stream = p_stream and request_hash is not null;
  return v_erased;
end $$;
