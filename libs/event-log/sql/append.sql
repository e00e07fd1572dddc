-- Appends a batch of commands with their events; one row back per command, in order. The only way in for the apps.
--
-- Per command: id, keyed request hash, stream, the version it was decided on (0: a new stream), stored response, number of
-- its events, and the versions of other streams that it was decided on (JSON, or null). Per event, in the order of the
-- commands: the columns of log.events; `p_digests` holds 80 bytes for each: salt (16), private_hash (32), leaf (32). Within a batch no stream and no command id may come twice.
--
-- The first event of a stream may ask for a number: its data begin with {"number":0. It gets the next one under the lock, so
-- that numbers follow the order of the log, and so does a stored response that begins alike. Its leaf is made here then.
--
-- The lock and the reads after it must be separate statements, each with its own snapshot: hence VOLATILE, hence READ
-- COMMITTED, hence no clever single statement. The planner settings below keep index scans even when the plans were made
-- while the statistics said that the tables are tiny.
drop function if exists log.append;
drop function if exists log.leaf;

-- The same bytes as leafOf in encoding.ts.
create function log.leaf(
  stream text, version integer, event_id uuid, type text, schema_version integer, data text, private_hash bytea, metadata text
) returns bytea
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
  v_stream constant bytea := convert_to(stream, 'UTF8');
  v_type constant bytea := convert_to(type, 'UTF8');
  v_data constant bytea := convert_to(data, 'UTF8');
  v_metadata constant bytea := convert_to(metadata, 'UTF8');
  v_four constant bytea := int4send(4);
begin
  return sha256('\x01'::bytea || int4send(length(v_stream)) || v_stream || v_four || int4send(version)
    || int4send(16) || uuid_send(event_id) || int4send(length(v_type)) || v_type || v_four || int4send(schema_version)
    || int4send(length(v_data)) || v_data
    || case when private_hash is null then '\xffffffff'::bytea else int4send(length(private_hash)) || private_hash end
    || int4send(length(v_metadata)) || v_metadata);
end $$;

create function log.append(
  p_ids text[], p_request_hashes bytea[], p_streams text[], p_expected integer[], p_answers text[], p_counts integer[],
  p_event_ids uuid[], p_types text[], p_schema_versions integer[], p_data text[], p_private text[], p_metadata text[],
  p_digests bytea, p_others text[] default null
) returns table (outcome text, version integer, "position" bigint, recorded_at timestamptz, stream text, answer text, same boolean,
           number bigint)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_position bigint;
  v_hash bytea;
  v_at timestamptz;
  v_stamp bytea;
  v_command record;
  v_event integer := 0;
  v_appended boolean := false;
  v_last bigint;
  v_leaf bytea;
  -- One entry per event, NULL where its command was not appended.
  v_positions bigint[];
  v_streams text[];
  v_versions integer[];
  v_hashes bytea[];
  v_leaves bytea[];
  -- One entry per command, NULL where it was not appended.
  v_command_versions integer[];
  v_command_positions bigint[];
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'log.append works at READ COMMITTED only, not at %', upper(current_setting('transaction_isolation'))
      using errcode = 'invalid_transaction_state';
  end if;
  perform pg_advisory_xact_lock(7165064646484781);

  select e.position, e.hash, e.recorded_at into v_position, v_hash, v_at from log.events e order by e.position desc limit 1;
  v_last := coalesce(v_position, 0);
  v_position := v_last;
  v_hash := coalesce(v_hash, decode(repeat('00', 32), 'hex'));
  -- No append shares a millisecond with the one before, so that everything up to a past millisecond is complete.
  v_at := greatest(v_at + interval '1 millisecond', date_trunc('milliseconds', clock_timestamp()));
  v_stamp := int8send((extract(epoch from v_at) * 1000)::bigint);

  v_positions := array_fill(null::bigint, array[cardinality(p_event_ids)]);
  v_streams := array_fill(null::text, array[cardinality(p_event_ids)]);
  v_versions := array_fill(null::integer, array[cardinality(p_event_ids)]);
  v_hashes := array_fill(null::bytea, array[cardinality(p_event_ids)]);
  v_leaves := v_hashes;
  v_command_versions := array_fill(null::integer, array[cardinality(p_ids)]);
  v_command_positions := array_fill(null::bigint, array[cardinality(p_ids)]);

  for v_command in
    select c.n, c.stream, c.expected, c.events, coalesce(e.version, 0) as actual, coalesce(e.position, 0) as last_position,
           d.id is not null as repeated, d.request_hash is null or d.request_hash = c.request_hash as same,
           d.stream as stored_stream, d.version as stored_version, d.position as stored_position,
           d.answer as stored_answer, d.recorded_at as stored_at,
           exists (select from json_each_text(c.others::json) o where o.value::integer <> coalesce(
             (select version from log.events where stream = o.key order by version desc limit 1), 0)) as others_changed
    from unnest(p_ids, p_request_hashes, p_streams, p_expected, p_counts, p_others) with ordinality
      as c (id, request_hash, stream, expected, events, others, n)
    left join lateral (
      select version, position from log.events where stream = c.stream order by version desc limit 1
    ) e on true
    left join lateral (select * from log.commands where id = c.id limit 1) d on true
    order by c.n
  loop
    if v_command.repeated or v_command.actual <> v_command.expected or v_command.others_changed then
      v_event := v_event + v_command.events;
      number := null;
      if v_command.repeated then
        outcome := 'duplicate';
        version := v_command.stored_version;
        "position" := v_command.stored_position;
        recorded_at := v_command.stored_at;
        stream := v_command.stored_stream;
        answer := v_command.stored_answer;
        same := v_command.same;
      else
        outcome := 'conflict';
        version := v_command.actual;
        "position" := v_command.last_position;
        recorded_at := v_at;
        stream := v_command.stream;
        answer := null;
        same := null;
      end if;
    else
      number := null;
      for i in 1 .. v_command.events loop
        v_event := v_event + 1;
        v_position := v_position + 1;
        v_leaf := substring(p_digests from v_event * 80 - 31 for 32);
        if v_command.expected + i = 1 and starts_with(p_data[v_event], '{"number":0') then
          number := nextval('log.stream_numbers');
          p_data[v_event] := '{"number":' || number || substring(p_data[v_event] from 12);
          if starts_with(p_answers[v_command.n], '{"number":0') then
            p_answers[v_command.n] := '{"number":' || number || substring(p_answers[v_command.n] from 12);
          end if;
          v_leaf := log.leaf(v_command.stream, 1, p_event_ids[v_event], p_types[v_event], p_schema_versions[v_event],
            p_data[v_event],
            case when p_private[v_event] is not null then substring(p_digests from v_event * 80 - 63 for 32) end,
            p_metadata[v_event]);
        end if;
        v_hash := sha256(v_hash || int8send(v_position) || v_stamp || v_leaf);
        v_leaves[v_event] := v_leaf;
        v_positions[v_event] := v_position;
        v_streams[v_event] := v_command.stream;
        v_versions[v_event] := v_command.expected + i;
        v_hashes[v_event] := v_hash;
      end loop;
      v_command_versions[v_command.n] := v_command.expected + v_command.events;
      v_command_positions[v_command.n] := case when v_command.events > 0 then v_position else v_command.last_position end;
      v_appended := true;
      outcome := 'appended';
      version := v_command_versions[v_command.n];
      "position" := v_command_positions[v_command.n];
      recorded_at := v_at;
      stream := v_command.stream;
      answer := null;
      same := true;
    end if;
    return next;
  end loop;

  if v_position > v_last then
    insert into log.events
      select e.position, e.stream, e.version, e.event_id, e.type, e.schema_version, e.data, e.private,
             case when e.private is not null then substring(p_digests from e.n::integer * 80 - 79 for 16) end,
             case when e.private is not null then substring(p_digests from e.n::integer * 80 - 63 for 32) end,
             e.metadata, v_at, e.leaf, e.hash
      from unnest(v_positions, v_streams, v_versions, v_leaves, v_hashes, p_event_ids, p_types, p_schema_versions, p_data, p_private, p_metadata)
        with ordinality as e (position, stream, version, leaf, hash, event_id, type, schema_version, data, private, metadata, n)
      where e.position is not null;
    perform pg_notify('helpdesk_log', v_position::text);
  end if;
  if v_appended then
    insert into log.commands
      select c.id, c.request_hash, c.stream, c.version, c.position, c.answer, v_at
      from unnest(p_ids, p_request_hashes, p_streams, p_answers, v_command_versions, v_command_positions)
        as c (id, request_hash, stream, answer, version, position)
      where c.version is not null;
  end if;
end $$;
