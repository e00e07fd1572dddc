-- Laid at every migration.
revoke all on schema photos from public;
grant usage on schema photos to helpdesk_command, helpdesk_query;
grant select (digest), insert on photos.pictures to helpdesk_command;
grant select on photos.pictures to helpdesk_query;
