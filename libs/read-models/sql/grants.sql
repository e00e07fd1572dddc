-- Who may do what with the read models, laid at every migration: a dump that was restored before there were roles has lost it.
revoke execute on all functions in schema read_models from public;
grant usage on schema read_models to helpdesk_projector, helpdesk_query, helpdesk_operator;
grant select on all tables in schema read_models to helpdesk_projector, helpdesk_query, helpdesk_operator;
grant execute on function read_models.create_computation, read_models.index_computation, read_models.analyze_computation,
  read_models.switch_to, read_models.drop_computation to helpdesk_projector;
select read_models.grant_computation(schema) from read_models.computations where to_regnamespace(schema) is not null;
