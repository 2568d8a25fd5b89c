#!/usr/bin/env bash
# Dumps the database once a day, now for the first time, and keeps BACKUP_DAYS of the dumps. One that failed leaves no file
# and ends the container with 1, so that its restarts are seen. ONCE=1 makes one dump and ends.
set -euo pipefail
folder=${BACKUP_DIR:-/backups}
export PGHOST=${PGHOST:-postgres} PGUSER=taskward_backup PGDATABASE=taskward
PGPASSWORD=$(cat "${SECRETS_DIR:-/run/secrets}/backup_password")
export PGPASSWORD
trap 'exit 0' TERM

while true; do
  file="$folder/taskward-$(date -u +%Y-%m-%dT%H-%M-%SZ).dump"
  rm -f "$folder"/*.part
  pg_dump -Fc -f "$file.part"
  mv "$file.part" "$file"
  echo "$file $(stat -c %s "$file") bytes"
  find "$folder" -name 'taskward-*.dump' -mtime "+${BACKUP_DAYS:-14}" -delete
  [ -z "${ONCE:-}" ] || exit 0
  sleep 86400 &
  wait $!
done
