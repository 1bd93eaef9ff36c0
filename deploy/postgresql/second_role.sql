-- Rights of the role that servers use where it is not the one that owns the tables: it can add to the journal and read it,
-- and neither change nor take out a line, nor switch off what keeps them. For the owner, once, after a first start as the owner:
-- psql -v ON_ERROR_STOP=1 -v role=assistant_server -d assistant -f second_role.sql
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"role";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"role";
REVOKE UPDATE, DELETE ON journal FROM :"role";
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM :"role";
-- What a later version adds.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"role";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO :"role";
