-- Position of the event that says where a ticket is: known once it is said again, of tickets from before.
alter table notify.tickets add column placed bigint;
