/** @no-pooler programs, on databases of their own */
import { jest } from '@jest/globals';
import { asAdmin, cloneDatabase, testServer, urlOf } from '../support/harness.js';
import { newFolder, startProgram } from '../support/process.js';
import { testSecrets } from '../support/test-config.js';

jest.setTimeout(90_000);

describe('a start on a database without row-level security on a table (B7)', () => {
  const start = async (env: Record<string, string>, sabotage: string) => {
    const server = testServer();
    const clone = await cloneDatabase();
    await asAdmin(urlOf(server, server.owner, clone.name), (client) => client.query(sabotage));
    const program = startProgram({
      ...testSecrets(),
      DATA_DIR: newFolder(),
      SHUTDOWN_DELAY_MS: '0',
      DATABASE_URL: urlOf(server, server.application, clone.name),
      MIGRATION_DATABASE_URL: urlOf(server, server.owner, clone.name),
      ...env,
    });
    const url = await program.ready.catch(() => undefined);
    program.child.kill('SIGTERM');
    const code = await program.ended;
    await clone.drop();
    return { url, code, output: program.output() };
  };
  const sabotage = 'ALTER TABLE tasks DISABLE ROW LEVEL SECURITY; DROP POLICY users_update ON users';
  const sentences = [
    'tasks: row-level security is not enabled; ALTER TABLE tasks ENABLE ROW LEVEL SECURITY',
    'users: the policy users_update is missing; CREATE POLICY users_update ON users FOR UPDATE USING',
  ];

  it('is refused in production, in words', async () => {
    const { url, code, output } = await start({ NODE_ENV: 'production' }, sabotage);
    expect([url, code]).toEqual([undefined, 1]);
    for (const sentence of sentences) expect(output).toContain(sentence);
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('is warned of in development, and serves', async () => {
    const { url, output } = await start({ NODE_ENV: 'development' }, sabotage);
    expect(url).toMatch(/^http/);
    for (const sentence of sentences) expect(output).toContain(sentence);
  });

  it('begins in production where nothing is missing', async () => {
    expect(await start({ NODE_ENV: 'production' }, 'SELECT 1')).toMatchObject({ code: 0 });
  });
});
