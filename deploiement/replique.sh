#!/bin/bash
# The streaming replica: a copy of the primary at the first start, then whatever the primary writes.
set -euo pipefail

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p "$PGDATA"
    find "$PGDATA" -mindepth 1 -delete
    PGPASSWORD="$(cat /run/secrets/base_replication)" pg_basebackup \
        --host base --username portail_replication --pgdata "$PGDATA" \
        --wal-method stream --slot replique --write-recovery-conf --checkpoint fast
    chmod 0700 "$PGDATA"
fi
exec postgres -c hot_standby_feedback=on -c timezone=UTC -c shared_preload_libraries=pg_stat_statements
