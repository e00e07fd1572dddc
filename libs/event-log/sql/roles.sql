-- Roles belong to the whole server: another database of it may be making them right now.
do $$
declare
  wanted text;
  -- Since 16 being a member is not yet the right to SET ROLE. A plain GRANT brings both on every version.
  usable constant text := case when current_setting('server_version_num')::integer >= 160000 then 'SET' else 'MEMBER' end;
begin
  foreach wanted in array array['helpdesk_command', 'helpdesk_projector', 'helpdesk_query', 'helpdesk_notifier', 'helpdesk_operator'] loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
        execute format('create role %I nologin', wanted);
      end if;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        raise exception 'The role % is missing, and % may not create roles', wanted, current_user
          using errcode = 'insufficient_privilege', hint = format('As a superuser: create role %I; grant %1$I to %I;', wanted, current_user);
    end;
    begin
      if not pg_has_role(current_user, wanted, usable) then
        execute format('grant %I to current_user', wanted);
      end if;
    exception when insufficient_privilege then
      raise exception 'The role % exists, but % may not work as it', wanted, current_user
        using errcode = 'insufficient_privilege', hint = format('As a superuser: grant %I to %I;', wanted, current_user);
    end;
  end loop;
  execute format('grant connect on database %I to helpdesk_command, helpdesk_projector, helpdesk_query, helpdesk_notifier, helpdesk_operator',
                 current_database());
end $$;
