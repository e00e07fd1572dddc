create index on tickets (number);
create index on tickets (modified_at, number);
-- Figures of a year read nothing but these two.
create index on tickets (opened_at, number)
  include (category, place, closed_at, first_answer_at, modified_at, last_position);
create index on tickets (closed_at, number) include (category, place) where closed_at is not null;
create index on tickets (opened_month, modified_at, number);
create index on tickets (modified_at, number) where status <> 'closed';
create index on tickets (opened_at, number) where status <> 'closed';
create index on tickets (number) where status <> 'closed';
create index on tickets (place, modified_at, number) where place is not null;
create index on tickets (assignee, modified_at, number) where assignee is not null;
create index on tickets (modified_at, number) where priority = 'urgent';
create index on tickets (duplicate_of) where duplicate_of is not null;
create index on tickets (modified_at, number) where waiting;
create index on tickets ((priority = 'normal'), waiting_since, number) where waiting;
create index on tickets (modified_at, number) where needs_reply;
create index on tickets (modified_at, number) where to_check;

create index on tickets_history (modified_at, number);
create index on tickets_history (span, last_position) include (until_position, status, category, opened_at, opened_month);

create index on texts (number);
