-- Who may do what, laid at every migration: a dump that was restored before there were roles has lost it. Only the owner writes tables; the others go through functions that run as the owner.
revoke all on schema log from public;
revoke execute on all functions in schema log from public;
grant usage on schema log to helpdesk_command, helpdesk_projector, helpdesk_query, helpdesk_operator;

grant select on log.events, log.commands, log.log_identity to helpdesk_command;
grant select on log.events to helpdesk_projector, helpdesk_query, helpdesk_operator;
grant select (log_id, history_position, created_at) on log.log_identity to helpdesk_projector, helpdesk_query, helpdesk_operator;
grant select (invented) on log.log_identity to helpdesk_query;
grant select on log.verifications to helpdesk_query, helpdesk_operator;
grant select on log.upkeep to helpdesk_projector, helpdesk_query, helpdesk_operator;
grant execute on function log.stream_number(text) to helpdesk_command, helpdesk_projector, helpdesk_query, helpdesk_operator;
grant execute on function log.position_at(timestamptz, bigint) to helpdesk_projector, helpdesk_query, helpdesk_operator;
grant execute on function log.next_numbers(integer) to helpdesk_command;
grant execute on function log.append to helpdesk_command;
grant execute on function log.erase to helpdesk_operator;
