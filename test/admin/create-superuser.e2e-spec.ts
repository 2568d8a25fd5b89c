import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { testServer } from '../support/harness.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { newFolder } from '../support/process.js';

describe('the command that makes the first superuser', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const run = async (answers: string[]) => {
    const child = spawn(process.execPath, [join(testServer().program, 'create-superuser.js')], {
      env: { PATH: process.env.PATH, NODE_ENV: 'test', DATA_DIR: newFolder(), ...app.env },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.end(`${answers.join('\n')}\n`);
    const [code] = (await once(child, 'exit')) as [number];
    return { code, output };
  };

  it('asks for the password, shows it nowhere, and makes one who can log in', async () => {
    const password = 'the keys of the kingdom';
    const { code, output } = await run(['root@example.org', 'root', 'Root', password, password]);
    expect([code, output]).toEqual([0, expect.stringContaining('root is a superuser now.')]);
    expect(output).not.toContain(password);
    const user = await app.api.login({ id: '', email: 'root@example.org', username: 'root', password });
    expect((await app.api.get('/api/v1/users', user).expect(200)).body.items[0]).toMatchObject({ username: 'root', is_superuser: true });
  }, 60_000);

  it('has no default, and the rules of a registration', async () => {
    expect(await run(['b@example.org', 'boss', 'Boss', 'Password1!', 'Password1!'])).toMatchObject({ code: 1, output: expect.stringContaining('common') as string });
    expect(await run(['b@example.org', 'boss', 'Boss', '', ''])).toMatchObject({ code: 1 });
    expect(await run(['b@example.org', 'boss', 'Boss', 'the keys of the kingdom', 'another'])).toMatchObject({ code: 1, output: expect.stringContaining('differ') as string });
    expect(await run([])).toMatchObject({ code: 1 });
  }, 120_000);
});
