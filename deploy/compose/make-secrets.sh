#!/usr/bin/env bash
# Makes the folder secrets/ for compose.production.yml: passwords of the database's roles, and taskward.env with what the API
# must know. Never overwrites: delete a file to have it made anew. The folder is yours alone; its files can be read by the
# users inside the containers.
set -euo pipefail
cd "${1:-$(dirname "$0")/../..}"
mkdir -p secrets
chmod 700 secrets

# Hexadecimal, so that it needs no escaping in a URL.
for name in postgres owner app backup; do
  [ -e "secrets/${name}_password" ] || openssl rand -hex 24 | tr -d '\n' >"secrets/${name}_password"
done

[ -e secrets/taskward.env ] || cat >secrets/taskward.env <<END
DATABASE_URL=postgresql://taskward_app:$(cat secrets/app_password)@postgres:5432/taskward
MIGRATION_DATABASE_URL=postgresql://taskward_owner:$(cat secrets/owner_password)@postgres:5432/taskward
JWT_SECRET=$(openssl rand -base64 48)
REFRESH_TOKEN_SECRET=$(openssl rand -base64 48)
# Without it mails wait in the queue: smtp://user:password@mail.example.org:587
# SMTP_URL=
# MAIL_FROM=Taskward <taskward@example.org>
END
chmod 644 secrets/*
echo "The secrets are in $PWD/secrets. Keep a copy of them apart from the backups."
