/** @no-pooler the memory of the process */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { type Program, newFolder, startProgram } from '../support/process.js';
import { behind } from '../support/behind.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const TASKS = 20_000;
const DESCRIPTION = '\u{1f600}'.repeat(1_000);
const EXPORT_BYTES = TASKS * Buffer.byteLength(DESCRIPTION);
const SLOW_READERS = 8;

/** The real program, watched from outside: no mock knows how much of an answer waits in the memory of a server. */
describe('an export that nobody takes off the server', () => {
  const folder = newFolder();
  const app = useTestApp();
  const ada = useUser(app, 'ada');
  let program: Program;
  let url: string;

  beforeAll(async () => {
    await behind(
      app,
      `INSERT INTO tasks (user_id, id, title, description, search_text, version, created_at, updated_at)
       SELECT $1, gen_random_uuid(), 'x', $3, '', n, now(), now() FROM generate_series(1, $2::int) n`,
      [ada.id, TASKS, DESCRIPTION],
    );
    program = startProgram({ NODE_ENV: 'test', DATA_DIR: folder, ...app.env });
    url = `${await program.ready}/api/v1/users/me/export`;
  }, 60_000);
  afterAll(async () => {
    // Its end in peace would wait for those who do not read.
    program.child.kill('SIGKILL');
    await program.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const memory = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(program.child.pid)]).toString()) * 1024;
  const ask = () =>
    new Promise<IncomingMessage>((resolve) =>
      request(url, { headers: { Authorization: `Bearer ${ada.token}` } }, resolve).end(),
    );
  const lengthOf = async (response: IncomingMessage) => {
    let bytes = 0;
    for await (const chunk of response) bytes += (chunk as Buffer).length;
    return bytes;
  };

  it('does not pile up in its memory, and is whole when it is taken after all', async () => {
    const before = memory();
    const [slow] = await Promise.all(Array.from({ length: SLOW_READERS }, ask));
    // When one who reads has all of it, the others could have been read from the database as well.
    expect(await lengthOf(await ask())).toBeGreaterThan(EXPORT_BYTES);
    const grown = memory() - before;
    expect(grown).toBeLessThan((SLOW_READERS / 2) * EXPORT_BYTES);
    expect(await lengthOf(slow!)).toBeGreaterThan(EXPORT_BYTES);
  }, 60_000);
});
