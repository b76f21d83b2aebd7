-- Roles of the portal, run by an administrator; may run again at any time.
-- One login per kind of process, none a superuser: a flaw in the web process cannot become the owner.
DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['portail_proprietaire', 'portail_app', 'portail_ouvrier', 'portail_analyste', 'portail_scenario', 'portail_sauvegarde']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', role);
        END IF;
    END LOOP;
    -- A dump made under row-level security would be empty: only the backup role sees every row, read-only.
    BEGIN
        EXECUTE 'GRANT pg_read_all_data TO portail_sauvegarde';
        EXECUTE 'ALTER ROLE portail_sauvegarde BYPASSRLS';
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'Full reading not granted to portail_sauvegarde: ask a superuser before relying on its dumps';
    END;
END
$$;
ALTER ROLE portail_app SET statement_timeout = '30s';
ALTER ROLE portail_app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE portail_analyste SET default_transaction_read_only = on;
ALTER ROLE portail_analyste SET statement_timeout = '60s';
ALTER ROLE portail_scenario SET statement_timeout = '60s';
