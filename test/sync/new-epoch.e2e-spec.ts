/** @no-pooler a program of the start */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { everythingOf, newVictim } from '../security/victim.js';
import { behind } from '../support/behind.js';
import { useConnection, useTestApp } from '../support/fixtures.js';
import { testServer } from '../support/harness.js';
import { newFolder } from '../support/process.js';
import { CHANGES, TaskReplica, truthOf } from './replica.js';

const TASKS = '/api/v1/me/tasks';

describe('the command that begins a new epoch', () => {
  const app = useTestApp();
  const admin = useConnection(app);
  const run = async (url = app.env.MIGRATION_DATABASE_URL!) => {
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      DATA_DIR: newFolder(),
      ...app.env,
      MIGRATION_DATABASE_URL: url,
    };
    return promisify(execFile)(process.execPath, [join(testServer().program, 'new-epoch.js')], { env });
  };

  it('lets no number and no cursor of before be good again, and touches nothing else', async () => {
    const ada = await newVictim(app);
    const bob = await app.api.newUser('bob');
    const replica = new TaskReplica(ada);
    await replica.pullAll(app);
    const { headers } = await app.api.get(`${TASKS}/${ada.taskId}`, ada).expect(200);
    const bobs = (await app.api.get(CHANGES, bob).expect(200)).body as { next_cursor: string };
    const before = await everythingOf(ada, admin);

    expect((await run()).stdout).toContain('A new epoch has begun');
    const lifted = JSON.stringify(before).replace('"last_version":2', '"last_version":1000002');
    expect(JSON.stringify(await everythingOf(ada, admin))).toBe(lifted);
    for (const [user, cursor] of [
      [ada, replica.cursor],
      [bob, bobs.next_cursor],
    ] as const)
      await app.api.get(`${CHANGES}?cursor=${cursor}`, user).expect(410);

    // One who had no number yet gets none that they were given after the backup.
    const first = (await app.api.post(TASKS, bob, { title: 'first' }).expect(201)).body as TaskResponse;
    expect(first.version).toBe(1_000_001);
    const changed = await app.api.patch(`${TASKS}/${ada.taskId}`, ada, { title: 'x' }).set('If-Match', headers.etag!);
    expect([changed.status, changed.headers.etag]).toEqual([200, '"1000003"']);
    const anew = new TaskReplica(ada);
    await anew.pullAll(app);
    expect(JSON.stringify(anew.live)).toBe((await truthOf(app, ada)).live);
    await anew.pull(app);
  }, 60_000);

  it('leaves row-level security as it was, and is the owner’s alone', async () => {
    await run();
    const rows = await behind<{ forced: boolean }>(
      app,
      `SELECT relforcerowsecurity AS forced FROM pg_class WHERE relname = 'task_sequences'`,
    );
    expect(rows).toEqual([{ forced: true }]);
    await expect(run(app.appUrl)).rejects.toMatchObject({ code: 1 });
    const role = new URL(app.appUrl).username;
    const rights = await behind(
      app,
      `SELECT has_table_privilege($1, 'sync_epochs', 'SELECT') AS reads,
         has_table_privilege($1, 'sync_epochs', 'INSERT, UPDATE, DELETE, TRUNCATE') AS writes`,
      [role],
    );
    expect(rights).toEqual([{ reads: true, writes: false }]);
  }, 60_000);
});
