-- What the notifier keeps: who wants to hear of which ticket, and what is still to be sent. No text of a ticket is in here: texts are read
-- from JetStream when they are sent, so that an erased one is never sent.

-- How far the events are handled. Events recorded before `since` are known but not told to anybody.
create table notify.position (
  one boolean primary key default true check (one),
  log_id text,
  position bigint not null default 0,
  hash text,
  since timestamptz(3) not null default clock_timestamp()
);
insert into notify.position default values;

create table notify.tickets (
  ticket_id uuid primary key,
  number integer,
  status text not null,
  category text,
  -- Position of the event with the newest description.
  described bigint,
  closed_at timestamptz(3)
);

create table notify.subscriptions (
  -- A random number that nobody can guess: who knows it may confirm and end the subscription.
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid not null,
  channel text not null check (channel in ('mail', 'push')),
  -- An e-mail address, or the subscription that a browser gave, as JSON.
  address text not null,
  locale text not null,
  -- The mark that this browser leaves in events of the ticket: nobody is told what he did himself.
  browser text,
  created_at timestamptz not null default clock_timestamp(),
  confirmed_at timestamptz,
  unique (ticket_id, channel, address)
);
create index on notify.subscriptions (created_at) where confirmed_at is null;

-- Confirmation mails of the last day: an address gets only a few.
create table notify.confirmations (
  address text not null,
  asked_at timestamptz not null default clock_timestamp()
);
create index on notify.confirmations (address, asked_at);

-- Targets of webhooks, as far as they are known: events from before their first appearance are not theirs.
create table notify.targets (
  name text primary key,
  since timestamptz not null default clock_timestamp()
);

-- The outbox: a row for each message to somebody. Its id, made with it, is what the receiver knows repeats by.
create table notify.deliveries (
  id bigint generated always as identity primary key,
  message_id uuid not null default gen_random_uuid(),
  -- 'mail', 'push' or 'webhook:<name>': each has a sender of its own.
  channel text not null,
  -- Within a lane messages go out in order: of a subscription, or of a ticket to a target.
  lane text not null,
  subscription uuid references notify.subscriptions on delete cascade,
  ticket_id uuid not null,
  kind text not null default 'events',
  -- The events it is about.
  positions bigint[] not null,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed')),
  attempts integer not null default 0,
  -- Once it was taken for sending, what it says stays: repeats under the same id say the same.
  frozen boolean not null default false,
  due_at timestamptz not null default clock_timestamp(),
  detail text,
  done_at timestamptz
);
create index deliveries_due on notify.deliveries (channel, due_at) where done_at is null;
create index deliveries_lane on notify.deliveries (lane, id) where done_at is null;
create index deliveries_done on notify.deliveries (done_at) where done_at is not null;
create index deliveries_subscription on notify.deliveries (subscription);
-- Events of a few minutes go into one message that nobody has tried to send yet.
create unique index deliveries_collecting on notify.deliveries (subscription) where not frozen and kind = 'events';
create unique index deliveries_webhook on notify.deliveries (channel, message_id) where subscription is null;

-- Keys that are made once, such as those of web push.
create table notify.keys (
  name text primary key,
  value text not null
);
