// How large each entry point is in a page, with everything that it brings: minified and gzipped. Fails past the limit.
import { build } from 'esbuild';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ENTRIES = [
  ['@taskward/client', 'index.ts', 8],
  ['@taskward/client/offline', 'offline/index.ts', 14],
];

for (const [name, file, limit] of ENTRIES) {
  const entry = join(import.meta.dirname, '../src', file);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000;
  console.log(`${name}: ${size.toFixed(1)} kB of ${limit} kB`);
  if (size > limit) process.exitCode = 1;
}
