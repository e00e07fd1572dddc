-- What backups, restore tests and retention runs did, for whoever looks whether they still run. A note, no part of the record.
create table log.upkeep (
  id       bigint         primary key generated always as identity,
  kind     text           not null check (kind in ('backup', 'restore-test', 'retention')),
  ended_at timestamptz(3) not null default clock_timestamp(),
  ok       boolean        not null,
  -- Where the log ended then, and the hash of its last event.
  position bigint,
  hash     bytea,
  -- The file, how many tickets, or what went wrong.
  detail   text           not null
);
create index upkeep_last on log.upkeep (kind, ok, id desc);
