-- Extensions that PostgreSQL brings, which any owner of a database may create: indexes of searches need them.
create extension if not exists btree_gin schema public;
create extension if not exists pg_trgm schema public;

-- Which computations of the read models there are. Each is a schema of plain tables; one row per definition (hash of its tables) names
-- the one that readers see. These functions of the owner make and drop them: the projector itself creates nothing.
create table if not exists read_models.definitions (
  definition text primary key,
  tables     text not null,
  indexes    text not null,
  current    text
);
create table if not exists read_models.computations (
  generation integer     generated always as identity primary key,
  definition text        not null references read_models.definitions on delete cascade,
  schema     text        not null unique,
  time_zone  text        not null,
  state      text        not null default 'filling' check (state in ('filling', 'filled', 'current', 'previous')),
  since      timestamptz not null default now()
);
comment on column read_models.computations.state is
  'filling: without indexes; filled: with them, on its way to the head; current: readers see it; previous: readers saw it, since when they do not.';

create or replace function read_models.grant_computation(p_schema text) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  execute format('grant usage on schema %1$I to helpdesk_projector, helpdesk_query, helpdesk_operator;
    grant select on all tables in schema %1$I to helpdesk_query, helpdesk_operator;
    grant execute on all functions in schema %1$I to helpdesk_projector, helpdesk_query, helpdesk_operator;
    grant select, insert, update, delete on all tables in schema %1$I to helpdesk_projector', p_schema);
end $$;

-- An empty computation, with primary keys only, so that filling is fast.
create or replace function read_models.create_computation(p_definition text, p_time_zone text) returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_generation integer;
  v_schema text;
begin
  insert into read_models.computations (definition, schema, time_zone)
    values (p_definition, gen_random_uuid()::text, p_time_zone) returning generation into v_generation;
  v_schema := format('read_%s_%s', p_definition, v_generation);
  update read_models.computations set schema = v_schema where generation = v_generation;
  execute format('create schema %I', v_schema);
  perform set_config('search_path', v_schema || ', pg_catalog, public', true);
  execute (select tables from read_models.definitions where definition = p_definition);
  insert into checkpoint (generation, time_zone) values (v_generation, p_time_zone);
  perform read_models.grant_computation(v_schema);
  return v_schema;
end $$;

create or replace function read_models.index_computation(p_schema text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB' as $$
declare
  v_indexes text;
begin
  update read_models.computations c set state = 'filled', since = now() from read_models.definitions d
    where c.schema = p_schema and c.state = 'filling' and d.definition = c.definition returning d.indexes into v_indexes;
  if v_indexes is null then
    return;
  end if;
  perform set_config('search_path', p_schema || ', pg_catalog, public', true);
  execute v_indexes;
end $$;

-- Gives the planner its figures; what was planned before is planned again, in every session.
create or replace function read_models.analyze_computation(p_schema text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_table text;
begin
  for v_table in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = p_schema
      and exists (select from read_models.computations where schema = p_schema) loop
    execute 'analyze ' || v_table;
  end loop;
end $$;

-- From now on readers see this computation. The caller holds the checkpoint of the one before, at the same position.
create or replace function read_models.switch_to(p_schema text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_definition text;
  v_before text;
  v_position bigint;
begin
  update read_models.computations set state = 'current', since = now() where schema = p_schema and state = 'filled'
    returning definition into strict v_definition;
  select current into v_before from read_models.definitions where definition = v_definition for update;
  if v_before is not null then
    update read_models.computations set state = 'previous', since = now() where schema = v_before;
    execute format('update %I.checkpoint set follower = null, retired = true', v_before);
    execute format('update %I.checkpoint n set complete_until = greatest(n.complete_until, o.complete_until) from %I.checkpoint o
      where n.log_id = o.log_id and n.position = o.position', p_schema, v_before);
  end if;
  update read_models.definitions set current = p_schema where definition = v_definition;
  execute format('select position from %I.checkpoint', p_schema) into v_position;
  perform pg_notify('read_' || v_definition, v_position || ' ' || p_schema);
end $$;

-- Drops a computation that readers do not see; gives up when one still holds a table, sooner than PostgreSQL looks for a
-- deadlock (after a second): readers and the projector, who hold several tables at once, never lose against it.
create or replace function read_models.drop_computation(p_schema text) returns void
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp set lock_timeout = '400ms' set client_min_messages = warning as $$
begin
  if exists (select from read_models.definitions where current = p_schema) then
    raise exception 'readers see the computation %', p_schema;
  end if;
  delete from read_models.computations where schema = p_schema;
  if found then
    execute format('drop schema if exists %I cascade', p_schema);
  end if;
end $$;
