-- Removes the personal data of a stream, for the operator only. Hashes stay, so the chain still verifies; without the
-- salt nobody can test a guess against them, and the same goes for the keyed hashes of the requests.
-- p_before: only what lies before this position, which is that of the event that tells of the erasure.
-- p_only: only the event at this position, and the request that brought it.
drop function if exists log.erase(text);
drop function if exists log.erase(text, bigint);
drop function if exists log.erase(text, bigint, bigint);
create function log.erase(p_stream text, p_before bigint default 9223372036854775807, p_only bigint default null) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_erased integer;
begin
  update log.events set private = null, salt = null
    where stream = p_stream and position < p_before and position = coalesce(p_only, position) and private is not null;
  get diagnostics v_erased = row_count;
  update log.commands set request_hash = null
    where stream = p_stream and position < p_before and request_hash is not null
      and (p_only is null or id = (select e.metadata::json ->> 'commandId' from log.events e where e.position = p_only));
  return v_erased;
end $$;

-- Nothing is ever changed in the log but by log.erase: not even the owner of the tables removes a text in another way.
create or replace function log.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_callers text;
begin
  get diagnostics v_callers = pg_context;
  if tg_op = 'UPDATE' and strpos(v_callers, 'log.erase(') = 0 then
    null;
  elsif tg_op = 'UPDATE' and tg_table_name = 'events' then
    if new.private is null and new.salt is null
      and (new.position, new.stream, new.version, new.event_id, new.type, new.schema_version, new.data, new.private_hash,
           new.metadata, new.recorded_at, new.leaf, new.hash)
        is not distinct from
          (old.position, old.stream, old.version, old.event_id, old.type, old.schema_version, old.data, old.private_hash,
           old.metadata, old.recorded_at, old.leaf, old.hash) then
      return new;
    end if;
  elsif tg_op = 'UPDATE' and tg_table_name = 'commands' then
    if new.request_hash is null
      and (new.id, new.stream, new.version, new.position, new.answer, new.recorded_at)
        is not distinct from (old.id, old.stream, old.version, old.position, old.answer, old.recorded_at) then
      return new;
    end if;
  end if;
  raise exception 'The log is never changed: % on log.% refused', lower(tg_op), tg_table_name
    using errcode = 'insufficient_privilege', hint = 'Private text is removed with log.erase, and nothing else is.';
end $$;
