#!/usr/bin/env bash
# The roles of Taskward, with passwords from files. PostgreSQL's image runs it once, when it makes its data folder. The owner
# migrates, the application owns nothing and is bound by row-level security, and the backup reads everything and writes nothing.
set -euo pipefail
secrets=${SECRETS_DIR:-/run/secrets}
psql -v ON_ERROR_STOP=1 --no-psqlrc -U "${POSTGRES_USER:-postgres}" -d "${POSTGRES_DB:-taskward}" \
  -v owner="$(cat "$secrets/owner_password")" -v app="$(cat "$secrets/app_password")" \
  -v backup="$(cat "$secrets/backup_password")" <<'END'
CREATE ROLE taskward_owner LOGIN PASSWORD :'owner';
CREATE ROLE taskward_app LOGIN PASSWORD :'app';
CREATE ROLE taskward_backup LOGIN PASSWORD :'backup' BYPASSRLS;
GRANT pg_read_all_data TO taskward_backup;
SELECT format('ALTER DATABASE %I OWNER TO taskward_owner', current_database()) \gexec
END
