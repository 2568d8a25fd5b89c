#!/bin/sh
# After `npm ci`: builds, and leaves in image/ what runs in production and nothing else. The Dockerfile and
# docker/try-image.sh run it.
set -eu
npm run build
node docker/compile-seed.mjs

# The embedded database is for development, and the client for others.
npm pkg delete optionalDependencies workspaces
npm prune --omit=dev --ignore-scripts --no-save

# Builds for browsers, a compiler that only a plug-in wants, test data.
rm -rf node_modules/typescript node_modules/typeorm/browser node_modules/bintrees/test dist/.build.json
rm -f node_modules/swagger-ui-dist/swagger-ui-es-*.js node_modules/swagger-ui-dist/swagger-ui.js
find node_modules dist -type f \
  \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -iname 'readme*.md' -o -iname 'changelog*.md' \) \
  -exec rm -f {} +
find node_modules -type l ! -exec test -e {} \; -exec rm -f {} +

mkdir image
mv package.json node_modules dist image
