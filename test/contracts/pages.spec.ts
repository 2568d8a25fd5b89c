import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PAGE_FILES, REDOC_LOGO } from '../../src/openapi/docs-pages.js';
import { demand } from './demand.js';

const require = createRequire(import.meta.url);

describe('the packages of the documentation pages', () => {
  it('redoc has one address of another host in its bundle, that of its logo', () => {
    const bundle = readFileSync(require.resolve('redoc/bundles/redoc.standalone.js'), 'utf8');
    demand(bundle.includes(REDOC_LOGO), `redoc no longer has ${REDOC_LOGO} in its bundle`);
    const hosts = bundle.replaceAll(REDOC_LOGO, '').match(/https:\/\/cdn\.[\w.-]+/g) ?? [];
    demand(hosts.length === 0, `redoc loads from other hosts than for its logo: ${hosts.join(' ')}`);
  });

  it('swagger-ui-dist has the files that the page loads', () => {
    const folder = dirname(createRequire(require.resolve('@nestjs/swagger')).resolve('swagger-ui-dist/package.json'));
    // These two are made by Nest.
    const made = ['/', '/swagger-ui-init.js'];
    for (const file of [...PAGE_FILES].filter((name) => !made.includes(name)))
      demand(existsSync(join(folder, file)), `swagger-ui-dist no longer has ${file}`);
  });
});
