-- True for a log that `helpdesk demo` or `seed` filled: nobody shall take its tickets for real ones.
alter table log.log_identity add column invented boolean not null default false;
