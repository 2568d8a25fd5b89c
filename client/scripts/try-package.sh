#!/usr/bin/env bash
# What npm pack makes of the client, installed into an empty project: the README's program as pasted, in Node and bundled.
# And `npm run example`, whose API it uses. Needs what `npm run build` makes.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD

work=$(mktemp -d)
port=$(node -e 'const server = require("node:net").createServer().listen(0, () => { console.log(server.address().port); server.close(); })')
NO_COLOR=1 DATA_DIR="$work/data" PORT=$port HOST=127.0.0.1 node examples/web/start.js >"$work/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

node client/scripts/size.js
mkdir "$work/project"
package=$(npm pack --silent --workspace client --pack-destination "$work/project" | tail -1)
cd "$work/project"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --prefer-offline "./$package"

for _ in $(seq 240); do
  url=$(sed -n 's#^ *Health *\(.*\)/health$#\1#p' "$work/log")
  [ -z "$url" ] || break
  kill -0 "$server" || { cat "$work/log"; exit 1; }
  sleep 0.5
done
awk '/^```/ { writing = $0 == "```js"; next } writing' "$root/client/README.md" | sed "s#http://localhost:3000#$url#" >first.mjs
"$root/node_modules/.bin/esbuild" first.mjs --bundle --format=esm --log-level=warning --outfile=bundled.mjs
for program in first.mjs bundled.mjs; do
  echo "--- $program"
  node "$program" | tee "$work/output"
  grep -q 'Water the plants has arrived' "$work/output"
done

echo '--- its types, as a project sees them'
printf '%s\n' "import { createClient } from '@taskward/client';" "import { openOffline } from '@taskward/client/offline';" \
  "const { title } = await createClient().GET('/me/tasks/{id}', { params: { path: { id: '' } } });" \
  'export const length: number = title.length;' \
  'export const unsent: number = (await openOffline({ client: createClient() })).unsent();' >types.ts
"$root/node_modules/.bin/tsc" --noEmit --strict --skipLibCheck false --module nodenext --target es2023 types.ts

echo '--- npm run example'
page=$(sed -n 's#.*Local: *\(http://[^/]*\)/.*#\1#p' "$work/log")
curl -fsS "$page" | grep -o 'main.ts'
curl -sS "$page/api/v1/me/tasks" | grep -o UNAUTHENTICATED
kill "$server"
wait "$server"
