-- Laid at every migration. Nobody else reads addresses: other processes ask the notifier.
revoke all on schema notify from public;
grant usage on schema notify to helpdesk_notifier;
grant select, insert, update, delete on all tables in schema notify to helpdesk_notifier;
revoke all on notify.migrations, notify.migrations_lock from helpdesk_notifier;
