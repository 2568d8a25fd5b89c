/** @no-pooler a program of the start */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { useTestApp } from '../support/fixtures.js';
import { testServer } from '../support/harness.js';
import { newFolder } from '../support/process.js';

describe('the command that makes the first superuser', () => {
  const app = useTestApp();

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
    expect((await app.api.get('/api/v1/users', user).expect(200)).body.items[0]).toMatchObject({
      username: 'root',
      is_superuser: true,
    });
  }, 60_000);

  it('has no default, and the rules of a registration', async () => {
    const boss = ['b@example.org', 'boss', 'Boss'];
    const [common, empty, different, nothing] = await Promise.all([
      run([...boss, 'Password1!', 'Password1!']),
      run([...boss, '', '']),
      run([...boss, 'the keys of the kingdom', 'another']),
      run([]),
    ]);
    expect(common).toMatchObject({ code: 1, output: expect.stringContaining('common') as string });
    expect(empty).toMatchObject({ code: 1 });
    expect(different).toMatchObject({ code: 1, output: expect.stringContaining('differ') as string });
    expect(nothing).toMatchObject({ code: 1 });
  }, 120_000);
});
