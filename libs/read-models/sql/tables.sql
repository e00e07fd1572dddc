-- `read` stands for a schema named after this text (schema.ts): changed, it is laid beside the one before, and computed anew.

-- What the read side keeps. All of it is computed from log.events and can be computed again: a generation is one such
-- computation, with its own partition of every table. Readers see one generation, the active one.
create table read.generations (
  generation     integer        primary key check (generation > 0),
  state          text           not null check (state in ('building', 'live', 'retired')),
  schema_version integer        not null,
  time_zone      text           not null,
  created_at     timestamptz(3) not null default now()
);
comment on table read.generations is 'building: not yet attached; live: fed by the projector (one of them is active); retired: about to be dropped.';

-- Apart from the generations, which change with every batch: readers find a table of one row that hardly ever changes.
create table read.active (
  only_one   boolean primary key default true check (only_one),
  generation integer not null references read.generations
);

create table read.checkpoints (
  generation  integer        primary key references read.generations on delete cascade,
  log_id      uuid,
  position    bigint         not null default 0,
  hash        bytea,
  recorded_at timestamptz(3),
  -- T: no event at or before it can still come, and all are in the read models.
  complete_until timestamptz(3),
  -- Why the projector does not go on; null while it does.
  stopped     text
) with (fillfactor = 10);
comment on table read.checkpoints is 'How far a generation is: the position, hash and time of its last event, and of which log.';

create table read.tickets (
  generation        integer        not null,
  ticket_id         uuid           not null,
  number            integer        not null,
  status            text           not null,
  category          text           not null,
  opened_at         timestamptz(3) not null,
  modified_at       timestamptz(3) not null,
  activated_at      timestamptz(3),
  closed_at         timestamptz(3),
  opened_month      date           not null,
  version           integer        not null,
  message_count     integer        not null,
  me_too_count      integer        not null,
  last_word_by      text           not null,
  waiting           boolean        not null,
  resolution_bucket smallint,
  confidence        double precision not null,
  category_decided_at timestamptz(3),
  to_check          boolean        not null,
  follows           uuid,
  erased            boolean        not null,
  parked            boolean        not null,
  opened_position   bigint         not null,
  last_position     bigint         not null,
  modified_position bigint         not null,
  lasted            smallint       not null,
  primary key (generation, ticket_id)
) partition by list (generation);
comment on column read.tickets.opened_month is 'First day of the month of opened_at in the time zone of the generation.';
comment on column read.tickets.waiting is 'The last word (opening or message) is a user''s, and the ticket is not closed.';
comment on column read.tickets.to_check is 'The categorizer was unsure, nobody has corrected or confirmed yet, and the ticket is not closed.';

comment on column read.tickets.modified_position is 'Position of the event that modified_at is the time of.';
comment on column read.tickets.lasted is 'modified_at is less than 2 ^ lasted seconds after opened_at: finds what was opened before a moment and modified after it.';

create index on read.tickets (number);
create index on read.tickets (modified_at, number);
create index on read.tickets (lasted, opened_at);
create index on read.tickets (opened_at, number);
create index on read.tickets (opened_month, modified_at, number);
create index on read.tickets (modified_at, number) where status <> 'closed';
create index on read.tickets (opened_at, number) where status <> 'closed';
create index on read.tickets (number) where status <> 'closed';
create index on read.tickets (modified_at, number) where waiting;
create index on read.tickets (modified_at, number) where to_check;
create index on read.tickets (closed_at) where closed_at is not null;

-- The text of a ticket changes seldom and is long: apart, so that a message or a status rewrites neither it nor its index.
create table read.texts (
  generation          integer          not null,
  ticket_id           uuid             not null,
  number              integer          not null,
  description         text,
  classified_as       text             not null,
  words               text[]           not null,
  categorizer_version text             not null,
  search              tsvector         not null,
  primary key (generation, ticket_id)
) partition by list (generation);
create index on read.texts (number);

-- A ticket as a page shows it, ready to be sent, with the words of its text as searches ask for them (shelf.ts), and what
-- matches are ordered by: a page of a search needs no other table.
create table read.items (
  generation  integer        not null,
  ticket_id   uuid           not null,
  number      integer        not null,
  modified_at timestamptz(3) not null,
  item        text           not null,
  description text,
  search      tsvector       not null,
  primary key (generation, ticket_id)
) partition by list (generation);
create index on read.items using gin (search) with (fastupdate = off);
comment on column read.items.item is 'What read.item makes of the row of tickets.';

-- What a field was until it changed: with the times of a ticket, all that a list of a past moment needs.
create table read.past_categories (
  generation integer        not null,
  ticket_id  uuid           not null,
  position   bigint         not null,
  until      timestamptz(3) not null,
  category   text           not null,
  primary key (generation, ticket_id, position)
) partition by list (generation);
create table read.past_texts (
  generation  integer          not null,
  ticket_id   uuid             not null,
  position    bigint           not null,
  until       timestamptz(3)   not null,
  description text,
  confidence  double precision not null,
  search      tsvector         not null,
  primary key (generation, ticket_id, position)
) partition by list (generation);

create table read.hours (
  generation     integer     not null,
  hour           timestamptz not null,
  opened         integer     not null,
  not_yet_closed integer     not null,
  primary key (generation, hour)
) partition by list (generation);
comment on table read.hours is 'Tickets by the UTC hour in which they were opened: all of them, and those open or active now.';

create table read.days (
  generation     integer     not null,
  day            date        not null,
  start          timestamptz not null,
  opened         integer     not null,
  not_yet_closed integer     not null,
  primary key (generation, day)
) partition by list (generation);
comment on table read.days is 'The same by local day, so that years of days need no hours to be summed, and with its first instant, which takes long to find.';

create table read.months (
  generation integer not null,
  month      date    not null,
  opened     integer not null,
  closed     integer not null,
  sum_ms     bigint  not null,
  primary key (generation, month)
) partition by list (generation);
comment on table read.months is 'By local month of opening: opened, of these closed, and the sum of closed_at - opened_at in milliseconds.';

create table read.durations (
  generation integer  not null,
  month      date     not null,
  bucket     smallint not null,
  closed     integer  not null,
  primary key (generation, month, bucket)
) partition by list (generation);
comment on table read.durations is 'Histogram of resolution times by month of opening, for median and 90th percentile: see durations.ts for the buckets.';

create table read.categories (
  generation integer not null,
  category   text    not null,
  open       integer not null,
  active     integer not null,
  closed     integer not null,
  primary key (generation, category)
) partition by list (generation);

create table read.flow (
  generation integer     not null,
  slot       timestamptz not null,
  category   text        not null,
  change     integer     not null,
  primary key (generation, slot, category)
) partition by list (generation);
comment on table read.flow is 'How the number of tickets not yet closed changed in each quarter of an hour (UTC), by category: the backlog of any past moment.';

create table read.words (
  generation integer not null,
  word       text    not null collate "C",
  tickets    integer not null,
  primary key (generation, word)
) partition by list (generation);
create index on read.words (word) where tickets <= 0;
comment on table read.words is 'Distinct words of the descriptions and how many tickets have them: for counts, typos and the plan of a search.';

create table read.parked (
  generation integer not null,
  position   bigint  not null,
  ticket_id  uuid    not null,
  type       text    not null,
  reason     text    not null,
  primary key (generation, position)
) partition by list (generation);
comment on table read.parked is 'Events of a known type that could not be applied.';
