#!/usr/bin/env bash
# Makes the folder secrets/ for compose.production.yml: passwords of the database's roles, and what the API must know, a file
# for each. Never overwrites: delete a file to have it made anew. The folder is yours alone; its files can be read by the
# users inside the containers.
set -euo pipefail
cd "${1:-$(dirname "$0")/../..}"
mkdir -p secrets
chmod 700 secrets

# Hexadecimal, so that it needs no escaping in a URL.
for name in postgres owner app backup; do
  [ -e "secrets/${name}_password" ] || openssl rand -hex 24 | tr -d '\n' >"secrets/${name}_password"
done

# A secrets/taskward.env, in which they were until 0.2.0, keeps its word.
make() { # file, variable, value
  [ -e "secrets/$1" ] || (sed -n "s/^$2=//p" secrets/taskward.env 2>/dev/null | grep . || echo "$3") >"secrets/$1"
}
make database_url DATABASE_URL "postgresql://taskward_app:$(cat secrets/app_password)@postgres:5432/taskward"
make migration_database_url MIGRATION_DATABASE_URL "postgresql://taskward_owner:$(cat secrets/owner_password)@postgres:5432/taskward"
make jwt_secret JWT_SECRET "$(openssl rand -base64 48)"
make refresh_token_secret REFRESH_TOKEN_SECRET "$(openssl rand -base64 48)"
# While it is empty mails wait in the queue: smtp://user:password@mail.example.org:587
make smtp_url SMTP_URL ''
chmod 644 secrets/*
echo "The secrets are in $PWD/secrets. Keep a copy of them apart from the backups."
