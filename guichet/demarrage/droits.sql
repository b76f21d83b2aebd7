-- Rights of the roles inside one database, run by an administrator connected to it; may run again at any time.
-- Rights over tables are given after each migration by `manage.py accorder_droits`.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO portail_app, portail_ouvrier, portail_analyste, portail_scenario, portail_sauvegarde',
        current_database());
    -- The worker folds the journal into facts through temporary tables; the web needs none.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO portail_ouvrier', current_database());
END
$$;
