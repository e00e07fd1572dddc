-- What the read side keeps of one computation, in a schema of its own. All of it is computed from log.events and can be computed again.
create table checkpoint (
  only_one    boolean primary key default true check (only_one),
  -- Counts the computations of this database.
  generation  integer not null,
  time_zone   text    not null,
  log_id      uuid,
  position    bigint  not null default 0,
  hash        bytea,
  recorded_at timestamptz(3),
  -- T: no event at or before it can still come, and all are in the read models.
  complete_until timestamptz(3),
  created_at  timestamptz(3) not null default date_trunc('milliseconds', now()),
  -- Why the projector does not go on; null while it does.
  stopped     text,
  -- Another computation, at the same position, that is fed by the same transactions.
  follower    text,
  -- Readers were switched to another computation: nobody feeds this one any more.
  retired     boolean not null default false
) with (fillfactor = 10);
comment on table checkpoint is 'How far this computation is: the position, hash and time of its last event, and of which log.';

create table tickets (
  -- columns of tickets
  -- First day of the month of opened_at in the time zone of the computation.
  opened_month date not null,
  -- What a list shows of it, but for its text: members of a JSON object.
  item         text not null,
  primary key (ticket_id)
);

-- The text of a ticket changes seldom and is long: apart, so that a message or a status rewrites neither it nor its index.
create table texts (
  -- columns of texts
  primary key (ticket_id)
);

-- What tickets and texts were before: from last_position on, until the event at until_position.
create table tickets_history (
  -- columns of tickets_history
  opened_month   date     not null,
  item           text     not null,
  until_position bigint   not null,
  -- Its lifetime is at most 2 ^ span positions: finds the few versions that were current at a position.
  span           smallint not null,
  -- Not by the position alone: the planner would go through its index for every span.
  primary key (ticket_id, last_position)
);
create table texts_history (
  ticket_id      uuid     not null,
  until_position bigint   not null,
  description    text,
  primary key (ticket_id, until_position)
);

-- Tickets by the UTC hour in which they were opened: all of them, and those open or active now.
create table hours (
  hour           timestamptz primary key,
  opened         integer not null,
  not_yet_closed integer not null
);

-- The same by local day, so that years of days need no hours to be summed, and with its first instant, which takes long to find.
create table days (
  day            date primary key,
  start          timestamptz not null,
  opened         integer not null,
  not_yet_closed integer not null
);

-- By local month of opening: opened, of these closed, and the sum of closed_at - opened_at in milliseconds.
create table months (
  month  date primary key,
  opened integer not null,
  closed integer not null,
  sum_ms bigint  not null
);

-- Histogram of resolution times by month of opening, for median and 90th percentile: see durations.ts for the buckets.
create table durations (
  month  date     not null,
  bucket smallint not null,
  closed integer  not null,
  primary key (month, bucket)
);

create table categories (
  category text primary key,
  open     integer not null,
  active   integer not null,
  closed   integer not null
);

-- How the number of tickets not yet closed changed in each quarter of an hour (UTC), by category: the backlog of any past time.
create table backlog_deltas (
  slot     timestamptz not null,
  category text        not null,
  change   integer     not null,
  primary key (slot, category)
);

-- Events of a known type that could not be applied.
create table parked (
  position  bigint primary key,
  ticket_id uuid not null,
  type      text not null,
  reason    text not null
);

-- Which events show a photo, and whether the helpdesk hides their text from users.
create table photos (
  digest    text    not null,
  position  bigint  not null,
  ticket_id uuid    not null,
  hidden    boolean not null,
  primary key (digest, position)
);
