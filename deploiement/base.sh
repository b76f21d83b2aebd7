#!/bin/bash
# First start of the primary, between roles.sql and droits.sql: passwords, owner, replication.
set -euo pipefail

# The password inside an address such as postgresql://role:password@host/database.
mot_de_passe() {
    sed -E 's#^[^:]+://[^:]+:([^@]+)@.*$#\1#' "/run/secrets/$1"
}

psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname portail \
    -v app="$(mot_de_passe base_app)" \
    -v ouvrier="$(mot_de_passe base_ouvrier)" \
    -v proprietaire="$(mot_de_passe base_proprietaire)" \
    -v scenario="$(mot_de_passe base_scenario)" \
    -v analyste="$(mot_de_passe base_analyste)" \
    -v sauvegarde="$(cat /run/secrets/base_sauvegarde)" \
    -v replication="$(cat /run/secrets/base_replication)" <<'SQL'
ALTER ROLE portail_app PASSWORD :'app';
ALTER ROLE portail_ouvrier PASSWORD :'ouvrier';
ALTER ROLE portail_proprietaire PASSWORD :'proprietaire';
ALTER ROLE portail_analyste PASSWORD :'analyste';
ALTER ROLE portail_scenario PASSWORD :'scenario';
ALTER ROLE portail_sauvegarde PASSWORD :'sauvegarde';
ALTER DATABASE portail OWNER TO portail_proprietaire;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
CREATE ROLE portail_replication LOGIN REPLICATION PASSWORD :'replication';
SELECT pg_create_physical_replication_slot('replique', true);
SQL

echo "host replication portail_replication all scram-sha-256" >> "$PGDATA/pg_hba.conf"
