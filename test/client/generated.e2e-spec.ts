/** @no-pooler what the client is made of */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { useTestApp } from '../support/fixtures.js';

const COMMAND = 'UPDATE_DOCS=1 npm test -- test/client/generated';

describe('what the client is made of', () => {
  const app = useTestApp();

  it.each([
    ['client/openapi.json', (document: OpenAPI3) => JSON.stringify(document, null, 2)],
    ['client/src/keyed.ts', keyedOperations],
    ['client/src/schema.d.ts', async (document: OpenAPI3) => astToString(await openapiTS(structuredClone(document)))],
  ])('%s is in step with the server', async (file, make) => {
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPI3;
    const content = `${(await make(document)).trimEnd()}\n`;
    if (process.env.UPDATE_DOCS) writeFileSync(file, content);
    if (readFileSync(file, 'utf8') !== content) throw new Error(`${file} is out of date. Write it anew: ${COMMAND}`);
  });
});

function keyedOperations({ paths = {} }: OpenAPI3): string {
  const keyed = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { parameters?: { name: string }[] }>)
      .filter(([, { parameters }]) => parameters?.some(({ name }) => name === 'Idempotency-Key'))
      .map(([method]) => `  '${method.toUpperCase()} ${path.replace('/api/v1', '').replace('{user_id}', 'me')}',\n`),
  );
  return `// ${COMMAND}\n\n/** What takes an Idempotency-Key; all other writes refuse it. */\nexport const KEYED = new Set([\n${keyed.join('')}]);`;
}
