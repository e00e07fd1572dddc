-- `read` stands for the schema of the tables (schema.ts): its name goes in when this is laid.
-- Generations are made, attached and dropped by these functions of the owner; the projector itself creates nothing.
create or replace function read.model_tables() returns text[]
  language sql immutable parallel safe
  return array['tickets', 'texts', 'past_categories', 'past_texts', 'items', 'hours', 'days', 'months', 'durations', 'categories',
               'flow', 'words', 'parked'];

-- A generation to be filled: plain tables with their primary keys only, so that filling is fast and readers see nothing.
create or replace function read.create_generation(p_schema_version integer, p_time_zone text) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_generation integer;
  v_table text;
begin
  lock table read.generations in share row exclusive mode;
  select coalesce(max(generation), 0) + 1 into v_generation from read.generations;
  insert into read.generations (generation, state, schema_version, time_zone)
    values (v_generation, 'building', p_schema_version, p_time_zone);
  insert into read.checkpoints (generation) values (v_generation);
  foreach v_table in array read.model_tables() loop
    execute format('create table read.%I (like read.%I including defaults including constraints including storage,
                    check (generation = %s))', v_table || '_' || v_generation, v_table, v_generation);
    execute (select format('alter table read.%I add %s', v_table || '_' || v_generation, pg_get_constraintdef(oid))
             from pg_constraint where conrelid = format('read.%I', v_table)::regclass and contype = 'p');
    execute format('grant select, insert, update, delete on read.%I to helpdesk_projector', v_table || '_' || v_generation);
  end loop;
  -- Tickets that are not closed change often: the row of now shall find room beside the one before.
  execute format('alter table read.%I set (fillfactor = 85)', 'items_' || v_generation);
  return v_generation;
end $$;

-- What a list shows of a ticket, but for its text: values of a JSON array (item.ts), times in milliseconds since 1970. Of plain text,
-- because the functions for JSON take several times as long. The projector writes the same (project/columns.ts).
create or replace function read.item(ticket_id uuid, number integer, status text, category text, opened_at timestamptz,
    modified_at timestamptz, activated_at timestamptz, closed_at timestamptz, version integer, message_count integer,
    me_too_count integer, waiting boolean, to_check boolean) returns text
  language sql stable parallel safe
  return concat('"', ticket_id, '",', number, ',"', status, '","', category, '",', (date_part('epoch', opened_at) * 1000)::bigint, ',',
    (date_part('epoch', modified_at) * 1000)::bigint, ',', coalesce((date_part('epoch', activated_at) * 1000)::bigint::text, 'null'), ',',
    coalesce((date_part('epoch', closed_at) * 1000)::bigint::text, 'null'), ',', version, ',', message_count, ',', me_too_count, ',',
    case when waiting then 'true' else 'false' end, ',', case when to_check then 'true' else 'false' end);

-- What lists and searches need of a generation that was filled without it: its words, and its items on the shelves of shelf.ts.
create or replace function read.complete_generation(p_generation integer) returns void
  language plpgsql volatile strict set search_path = pg_catalog, pg_temp as $$
begin
  execute format('insert into read.%I select %s, word, ndoc from ts_stat(%L)', 'words_' || p_generation, p_generation,
                 format('select search from read.%I', 'texts_' || p_generation));
  execute format($sql$
    insert into read.%I (generation, ticket_id, number, modified_at, item, description, search)
    select x.generation, x.ticket_id, x.number, t.modified_at, read.item(t.ticket_id, t.number, t.status, t.category, t.opened_at,
        t.modified_at, t.activated_at, t.closed_at, t.version, t.message_count, t.me_too_count, t.waiting, t.to_check), x.description,
      case when x.search = '' then x.search else array_to_tsvector(string_to_array(':' || array_to_string(s.words, ' :') || ' ' || s.shelf || array_to_string(s.words, ' ' || s.shelf)
          || case when t.status = 'closed' then '' else ' ' || s.of_open || array_to_string(s.words, ' ' || s.of_open) end, ' ')) end
    from read.%I x join read.%I t using (generation, ticket_id) cross join lateral (
      select (t.modified_position >> 15) || ':' as shelf, 'o' || (t.modified_position >> 19) || ':' as of_open,
        tsvector_to_array(x.search) as words) s $sql$, 'items_' || p_generation, 'texts_' || p_generation, 'tickets_' || p_generation);
end $$;

-- Builds the indexes of a generation and lets readers see it, once it is active. Reading and writing go on meanwhile.
create or replace function read.attach_generation(p_generation integer) returns void
  language plpgsql volatile strict security definer
  set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB' as $$
declare
  v_table text;
begin
  if (select state from read.generations where generation = p_generation for update) <> 'building' then
    return;
  end if;
  perform read.complete_generation(p_generation);
  foreach v_table in array read.model_tables() loop
    execute format('alter table read.%I attach partition read.%I for values in (%s)',
                   v_table, v_table || '_' || p_generation, p_generation);
  end loop;
  update read.generations set state = 'live' where generation = p_generation;
end $$;

-- Gives the planner its figures; only the owner may.
create or replace function read.analyze_generation(p_generation integer) returns void
  language plpgsql volatile strict security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_table text;
begin
  foreach v_table in array read.model_tables() loop
    execute format('analyze read.%I', v_table || '_' || p_generation);
  end loop;
end $$;

-- From this moment on, readers see this generation and no other.
create or replace function read.activate_generation(p_generation integer) returns void
  language plpgsql volatile strict security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into read.active (generation) values (p_generation)
    on conflict (only_one) do update set generation = excluded.generation;
  -- Of one row each, which the planner takes for thousands until it has seen them.
  analyze read.active, read.generations, read.checkpoints;
  perform pg_notify('read', (select position from read.checkpoints where generation = p_generation)::text);
end $$;

-- Drops a generation nobody reads; gives up when a reader holds one of its tables, sooner than PostgreSQL looks for a
-- deadlock (after a second): readers and the projector, who hold several tables at once, never lose against it.
create or replace function read.drop_generation(p_generation integer) returns void
  language plpgsql volatile strict security definer
  set search_path = pg_catalog, pg_temp set lock_timeout = '400ms' as $$
declare
  v_table text;
begin
  if exists (select from read.active where generation = p_generation) then
    raise exception 'generation % is the active one', p_generation;
  end if;
  foreach v_table in array read.model_tables() loop
    execute format('drop table if exists read.%I', v_table || '_' || p_generation);
  end loop;
  delete from read.generations where generation = p_generation;
end $$;

-- The position of the last event recorded at or before a moment, 0 if there is none. Times never step back in the log,
-- so that halving finds it without an index on times.
create or replace function read.position_at(p_at timestamptz, p_head bigint) returns bigint
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
create or replace function read.day_start(p_day date, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  return case when ((p_day::timestamp at time zone p_time_zone - interval '1 hour') at time zone p_time_zone)::date = p_day
         then p_day::timestamp at time zone p_time_zone - interval '1 hour'
         else p_day::timestamp at time zone p_time_zone end;

-- The first local day that begins at or after an instant.
create or replace function read.day_after(p_at timestamptz, p_time_zone text) returns date
  language sql stable parallel safe
  return case when read.day_start((p_at at time zone p_time_zone)::date, p_time_zone) = p_at
         then (p_at at time zone p_time_zone)::date else (p_at at time zone p_time_zone)::date + 1 end;
