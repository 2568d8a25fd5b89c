#!/usr/bin/env bash
# Tries the image without a container engine: runs the steps of the Dockerfile in an empty folder, says how large the image
# is, and starts it as another user who may write nothing there. Needs the Node of the image to say its exact size.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
limit=250000000
# debian:12.11-slim, unpacked.
base=74800000

work=$(mktemp -d)
chmod 755 "$work"
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT
step() { printf '\n=== %s\n' "$1"; }
fail() { echo "FAILED: $1" >&2; exit 1; }

step 'The steps of the Dockerfile'
mkdir "$work/build"
git ls-files -z --cached --others --exclude-standard | tar -c --anchored --no-wildcards-match-slash --exclude-from=.dockerignore --null --files-from=- | tar -x -C "$work/build"
mapfile -t steps < <(sed -n '/ AS build$/,/^FROM [^ ]*$/s/^RUN //p' Dockerfile)
[ ${#steps[@]} -gt 0 ] || fail 'the Dockerfile has no steps'
for command in "${steps[@]}"; do
  echo "+ $command"
  (cd "$work/build" && sh -c "$command" >"$work/log" 2>&1) || { cat "$work/log"; fail "$command"; }
done
mv "$work/build/image" "$work/app"
cp "$(node -p process.execPath)" "$work/node"

step 'Its size'
# As a registry counts: the bytes of the files.
bytes() { find "$@" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }'; }
app=$(bytes "$work/app")
program=$(bytes "$work/node")
total=$((base + program + app))
awk -v b="$base" -v n="$program" -v v="$("$work/node" -v)" -v a="$app" -v t="$total" \
  'BEGIN { printf "Debian %.0f MB + Node %s %.0f MB + Taskward %.0f MB = %.0f MB\n", b / 1e6, v, n / 1e6, a / 1e6, t / 1e6 }'
[ "$total" -lt "$limit" ] || fail 'the image is larger than 250 MB'
[ -z "$(find "$work/app" -name '*.map' -o -name typescript -path '*/node_modules/*')" ] || fail 'it holds source maps or a compiler'

step 'A database for it'
[ -f dist/main.js ] || npm run build >/dev/null
chmod -R a+rX,go-w "$work/app" "$work/node"
DATA_DIR="$work/data" PORT=0 HOST=127.0.0.1 node dist/main.js >"$work/database" 2>&1 &
pids+=($!)
wait_for() { # file, pattern
  for _ in $(seq 240); do
    if grep -q "$2" "$1"; then return; fi
    sleep 0.5
  done
  cat "$1"
  fail "no $2"
}
wait_for "$work/database" 'Health'
secret() { node -p "JSON.parse(require('node:fs').readFileSync('$work/data/secrets.json', 'utf8')).$1"; }
port=$(sed -n 4p "$work/data/postgres/postmaster.pid")
run=(env -i PATH="$work" PORT=34567 HOST=127.0.0.1 NODE_ENV=production
  DATABASE_URL="postgresql://taskward_app:$(secret APP_PASSWORD)@127.0.0.1:$port/taskward"
  MIGRATION_DATABASE_URL="postgresql://taskward_owner:$(secret OWNER_PASSWORD)@127.0.0.1:$port/taskward"
  JWT_SECRET="$(openssl rand -base64 48)" REFRESH_TOKEN_SECRET="$(openssl rand -base64 48)")
# Any user, no rights, and the group that Kubernetes gives it; who is not root takes the right to write from itself.
if [ "$(id -u)" = 0 ]; then
  as=(setpriv --reuid=1234567 --regid=0 --clear-groups --inh-caps=-all --no-new-privs)
else
  as=()
  chmod -R a-w "$work/app"
fi

step 'A start as another user, who may write nothing'
cd "$work/app"
mapfile -t command < <(sed -n 's/^CMD //p' "$root/Dockerfile" | tail -1 | node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).join("\n")')
"${as[@]}" "${run[@]}" "${command[@]}" >"$work/output" 2>&1 &
pid=$!
pids+=("$pid")
wait_for "$work/output" 'Taskward is ready'
url=http://127.0.0.1:34567
health=$(sed -n 's/^  CMD //p' "$root/Dockerfile" | node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8"))[2]')
"${as[@]}" "${run[@]}" node -e "$health" || fail 'the HEALTHCHECK'
for path in /health/live /health/ready /docs /docs/swagger-ui-bundle.js /redoc /redoc/redoc.js /openapi.json; do
  printf '%s ' "$path" && curl -fsS -o /dev/null -w '%{http_code} %{size_download}\n' "$url$path"
done
curl -fsS "$url/api/v1/auth/register" -H 'Content-Type: application/json' \
  -d '{"email": "ada@example.org", "username": "ada", "full_name": "Ada", "password": "a quiet harbour at dawn"}'
echo
[ -z "$(find "$work/app" -newer "$work/output" -type f)" ] || fail 'it wrote into its folder'

step 'The commands inside'
printf '%s\n' root@example.org chief 'The Chief' 'a noisy market at noon' 'a noisy market at noon' |
  "${as[@]}" "${run[@]}" node dist/create-superuser.js | tail -1
if "${as[@]}" "${run[@]}" node dist/seed/seed.js 1 10 2>"$work/refusal"; then fail 'the seed ran in production'; fi
tail -2 "$work/refusal"
"${as[@]}" "${run[@]}" NODE_ENV=development node dist/seed/seed.js 1 10 | tail -1

step 'SIGTERM'
kill -TERM "$pid"
wait "$pid" || fail "it ended with $?"
echo 'It stopped with 0.'
