// Compiles src/ into dist/ as .swcrc says, and copies the assets of nest-cli.json: only what changed since the last build.
// Types are checked by `npm run types`.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OUT = 'dist';
const RECORD = join(OUT, '.build.json');
const REDOC = 'node_modules/redoc/bundles/redoc.standalone.js';

const { sourceRoot, compilerOptions } = JSON.parse(readFileSync('nest-cli.json', 'utf8'));
const assets = compilerOptions.assets.map(
  (glob) => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`),
);
const swcrc = readFileSync('.swcrc', 'utf8');
const { version } = JSON.parse(readFileSync('node_modules/@swc/core/package.json', 'utf8'));

/** What is in dist/, each file with what it is made of. */
const sources = new Map([['openapi/redoc.standalone.js', REDOC]]);
for (const entry of readdirSync(sourceRoot, { recursive: true })) {
  const name = entry.replaceAll('\\', '/');
  if (name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    sources.set(name.replace(/ts$/, 'js'), join(sourceRoot, name));
  else if (assets.some((asset) => asset.test(name))) sources.set(name, join(sourceRoot, name));
}

const before = existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')) : {};
// Until the end nothing is known: a build that breaks off is done anew.
rmSync(RECORD, { force: true });
const present = existsSync(OUT) ? readdirSync(OUT, { recursive: true, withFileTypes: true }) : [];
const files = new Set(
  present
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(OUT.length + 1)
        .replaceAll('\\', '/'),
    ),
);
for (const file of files) if (!sources.has(file)) rmSync(join(OUT, file));

const after = {};
const build = async ([file, source]) => {
  const content = readFileSync(source);
  const isCode = source.endsWith('.ts');
  after[file] = createHash('sha256')
    .update(isCode ? version + swcrc : '')
    .update(content)
    .digest('base64');
  if (files.has(file) && before[file] === after[file]) return;
  mkdirSync(dirname(join(OUT, file)), { recursive: true });
  if (!isCode) return copyFileSync(source, join(OUT, file));
  const { transform } = await import('@swc/core');
  const { code } = await transform(content.toString(), { ...JSON.parse(swcrc), filename: source, swcrc: false });
  writeFileSync(join(OUT, file), code);
};
await Promise.all([...sources].map(build));
writeFileSync(RECORD, JSON.stringify(after));
