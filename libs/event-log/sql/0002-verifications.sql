-- What `helpdesk verify` found, for people who look at the audit. A note, no proof: whoever may change the log may change this too.
create table log.verifications (
  id           bigint         primary key generated always as identity,
  verified_at  timestamptz(3) not null default clock_timestamp(),
  -- Where the log ended then.
  position     bigint         not null,
  hash         bytea          not null,
  -- The first position that was not as it was written, and why; null when all were.
  bad_position bigint,
  reason       text,
  -- Who else's memory of the log was compared.
  compared     text[]         not null
);
