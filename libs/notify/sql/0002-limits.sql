-- The number people know a ticket by, in case its opening is not to be read any more; and when a subscription was reached for the first time.
alter table notify.subscriptions add column number integer, add column reached_at timestamptz;

-- Addresses as keyed hashes: who is forgotten leaves none behind.
truncate notify.confirmations;
alter table notify.confirmations rename column address to address_hash;

-- Hashes of events handled before the last one: where a stream is shorter than what is known, they tell whether it is the same.
create table notify.marks (
  position bigint primary key,
  hash text not null
);
