// Compiles seed/ into dist/seed, for the image: node dist/seed/seed.js does there what npm run seed does in a clone.
import { transformFileSync } from '@swc/core';
import { mkdirSync, writeFileSync } from 'node:fs';

mkdirSync('dist/seed');
for (const name of ['seed', 'sample-tasks']) {
  const jsc = { parser: { syntax: 'typescript' }, target: 'es2023' };
  const { code } = transformFileSync(`seed/${name}.ts`, { swcrc: false, jsc, module: { type: 'es6' } });
  writeFileSync(`dist/seed/${name}.js`, code.replaceAll("'../src/", "'../").replaceAll('"../src/', '"../'));
}
