-- Who may do what with the read models, laid at every migration: a dump that was restored before there were roles has lost it.
revoke execute on all functions in schema read from public;
grant usage on schema read to helpdesk_projector, helpdesk_query, helpdesk_operator;
grant select on all tables in schema read to helpdesk_projector, helpdesk_query, helpdesk_operator;
grant update on read.checkpoints, read.generations to helpdesk_projector;
grant execute on function read.create_generation, read.attach_generation, read.analyze_generation, read.activate_generation,
  read.drop_generation to helpdesk_projector;
grant execute on function read.model_tables, read.item, read.position_at, read.day_start, read.day_after to helpdesk_projector, helpdesk_query, helpdesk_operator;
do $$
declare
  v_table text;
begin
  for v_table in select format('read.%I', t || '_' || generation) from read.generations, unnest(read.model_tables()) t loop
    if to_regclass(v_table) is not null then
      execute format('grant select, insert, update, delete on %s to helpdesk_projector', v_table);
    end if;
  end loop;
end $$;
