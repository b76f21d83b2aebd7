-- Rights of the roles inside one database, run by an administrator connected to it; may run again at any time.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO portail_app, portail_ouvrier, portail_analyste, portail_sauvegarde',
        current_database());
END
$$;
-- Tables the owner creates: rows for the web and the workers, under row-level security; nothing for the analyst,
-- to whom migrations grant the aggregates one by one.
GRANT USAGE ON SCHEMA public TO portail_app, portail_ouvrier, portail_analyste;
ALTER DEFAULT PRIVILEGES FOR ROLE portail_proprietaire
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portail_app, portail_ouvrier;
ALTER DEFAULT PRIVILEGES FOR ROLE portail_proprietaire
    GRANT USAGE, SELECT ON SEQUENCES TO portail_app, portail_ouvrier;
