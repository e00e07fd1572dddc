-- The log: what was said, in order, never changed. See docs/decisions.
create table log.events (
  position       bigint         primary key check (position > 0),
  stream         text           collate "C" not null,
  version        integer        not null check (version > 0),
  event_id       uuid           not null,
  type           text           not null,
  schema_version integer        not null,
  data           text           not null,
  private        text,
  salt           bytea,
  private_hash   bytea,
  metadata       text           not null,
  recorded_at    timestamptz(3) not null,
  leaf           bytea          not null,
  hash           bytea          not null,
  unique (stream, version)
);
comment on table log.events is 'Every event, gapless by position. Nothing here is ever updated but private and salt, to NULL, by log.erase.';

create table log.commands (
  id           text           collate "C" primary key,
  request_hash bytea,
  stream       text           collate "C" not null,
  version      integer        not null,
  position     bigint         not null,
  answer       text           not null,
  recorded_at  timestamptz(3) not null
);
comment on table log.commands is 'Every accepted command with its answer, so that a repeat gets the same one. request_hash is keyed, and NULL once erased.';

create table log.log_identity (
  only_one         boolean        primary key default true check (only_one),
  log_id           uuid           not null default gen_random_uuid(),
  request_key      bytea          not null,
  history_position bigint         not null default 0,
  created_at       timestamptz(3) not null default now()
);
comment on column log.log_identity.history_position is 'Last position written by importEvents; imported events may only follow imported events.';

-- A stream may carry a number: the first fact of its first event. People say "ticket 17".
create sequence log.stream_numbers as bigint;
create function log.stream_number(data text) returns bigint
  language sql immutable parallel safe
  return case when starts_with(data, '{"number":')
    then split_part(rtrim(split_part(data, ',', 1), '}'), ':', 2)::bigint end;
create unique index events_number on log.events (log.stream_number(data)) where version = 1;

-- Its body is in erase.sql.
create function log.refuse_change() returns trigger language plpgsql as $$ begin return null; end $$;

create trigger never_changed before update or delete on log.events for each row execute function log.refuse_change();
create trigger never_truncated before truncate on log.events for each statement execute function log.refuse_change();
create trigger never_changed before update or delete on log.commands for each row execute function log.refuse_change();
create trigger never_truncated before truncate on log.commands for each statement execute function log.refuse_change();
