/** @no-pooler a program of the start */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { useTestApp, useUserPerTest } from '../support/fixtures.js';
import { testServer } from '../support/harness.js';
import { newFolder } from '../support/process.js';

const TASKS = '/api/v1/me/tasks';
const FILES = 'test/tasks/import';

describe('the command that imports tasks', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app, 'ada');
  const bob = useUserPerTest(app, 'bob');

  const run = async (...words: string[]) => {
    const child = spawn(process.execPath, [join(testServer().program, 'import-tasks.js'), ...words], {
      env: { PATH: process.env.PATH, NODE_ENV: 'test', DATA_DIR: newFolder(), ...app.env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    return { code, output };
  };
  const importFor = (user: { username: string }, file: string, ...words: string[]) =>
    run('--user', user.username, file, ...words);
  const tasksOf = async (user = ada) =>
    ((await app.api.get(`${TASKS}?sort=title&limit=1000`, user).expect(200)).body as TaskListResponse).items;
  /** The titles of the tasks below each, by `parent_id`, in their order. */
  const treeOf = async (user = ada): Promise<Record<string, string[]>> => {
    const titles = new Map((await tasksOf(user)).map(({ id, title }) => [id, title]));
    const { body } = await app.api.get(`${TASKS}?sort=position&limit=1000`, user).expect(200);
    const tree: Record<string, string[]> = {};
    for (const { title, parent_id: parent } of (body as TaskListResponse).items)
      (tree[parent === null ? '' : (titles.get(parent) ?? 'unknown')] ??= []).push(title);
    return tree;
  };
  const named = async (title: string) => (await tasksOf()).find((task) => task.title === title);

  it("takes over Todoist's CSV, once, and lists what has no place", async () => {
    const file = `${FILES}/Home [2203306141].csv`;
    const dry = await importFor(ada, file, '--dry-run');
    expect(dry).toMatchObject({
      code: 2,
      output: expect.stringContaining('6 tasks would be written, 0 were') as string,
    });
    expect(await tasksOf()).toEqual([]);
    const first = await importFor(ada, file);
    expect(first.code).toBe(2);
    expect(first.output).toContain('6 of 6 tasks');
    expect(first.output).toContain('6 tasks were written, 0 were there already.');
    expect(first.output).toContain('line 9: DATE is no day for good: every day');
    const tasks = await tasksOf();
    expect(tasks.map(({ title }) => title)).toEqual([
      ...['Call the bank', 'Find the number', 'Garden', 'Home', 'Rake', 'Water the plants'],
    ]);
    expect(tasks[0]).toMatchObject({
      ...{ priority: 'high', tags: ['phone'], due_date: '2026-12-24', description: 'ask for Ms Lee,\nthen write' },
    });
    expect(tasks[1]).toMatchObject({ description: 'It is 555-1234' });
    expect(tasks[4]).toMatchObject({ priority: 'low', due_at: '2026-12-24T17:00:00.000Z' });
    expect(tasks.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await treeOf()).toEqual({
      '': ['Home'],
      Home: ['Call the bank', 'Garden'],
      'Call the bank': ['Find the number'],
      Garden: ['Rake'],
      Rake: ['Water the plants'],
    });
    await app.api.patch(`${TASKS}/${tasks[0]!.id}`, ada, { title: 'Call the other bank' }).expect(200);
    await app.api.delete(`${TASKS}/${tasks[1]!.id}`, ada).expect(204);
    const again = await importFor(ada, file);
    expect(again.output).toContain('0 tasks were written, 6 were there already.');
    expect((await tasksOf()).map(({ title }) => title)).toContain('Call the other bank');
    expect((await app.api.get(TASKS, ada)).body).toMatchObject({ total: 5 });
    expect(await tasksOf(bob)).toEqual([]);
  }, 120_000);

  it("takes over TickTick's CSV with what was completed, and iCalendar with zones", async () => {
    const [ticktick, calendar] = [
      await importFor(ada, `${FILES}/ticktick.csv`),
      await importFor(ada, `${FILES}/errands.ics`),
    ];
    expect([ticktick.code, calendar.code]).toEqual([0, 0]);
    expect(await named('Find a flat')).toMatchObject({
      ...{ completed: true, completed_at: '2026-02-03T04:05:06.000Z', created_at: '2026-01-01T03:04:05.000Z' },
      ...{ priority: 'high', tags: ['home', 'paper'] },
    });
    expect(await named('Tape')).toMatchObject({ due_date: '2026-12-24', completed: false });
    expect(await named('Shop')).toMatchObject({
      due_at: '2026-12-24T17:00:00.000Z',
      tags: ['Town', 'Food'],
      priority: 'high',
    });
    expect(await named('Bread')).toMatchObject({ completed: true, completed_at: '2026-02-03T04:05:06.000Z' });
    expect(await named('Post')).toMatchObject({ due_date: '2026-12-24' });
    expect(await treeOf()).toEqual({
      '': ['Life', 'Errands'],
      Life: ['Move'],
      Move: ['Find a flat', 'Boxes'],
      Boxes: ['Tape'],
      Errands: ['Post', 'Shop'],
      Shop: ['Bread'],
    });
    expect((await app.api.get(TASKS, ada)).body).toMatchObject({ total: 9 });
  }, 120_000);

  it('puts at the top what belongs beneath a task that is in the trash, and says so', async () => {
    const file = join(newFolder(), 'chores.ics');
    const todo = (uid: string, more = '') => `BEGIN:VTODO\r\nUID:${uid}\r\nSUMMARY:${uid}\r\n${more}END:VTODO\r\n`;
    const calendar = (...todos: string[]) =>
      writeFileSync(file, `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${todos.join('')}END:VCALENDAR\r\n`);
    calendar(todo('above'));
    expect((await importFor(ada, file)).code).toBe(0);
    await app.api.delete(`${TASKS}/${(await named('above'))!.id}`, ada).expect(204);
    calendar(todo('above'), todo('beneath', 'RELATED-TO:above\r\n'));
    const { code, output } = await importFor(ada, file);
    expect([code, output]).toEqual([2, expect.stringMatching(/parent must be .* it is at the top/)]);
    expect(await named('beneath')).toMatchObject({ parent_id: null });
    const { body } = await app.api.get(`${TASKS}/changes`, ada).expect(200);
    const versions = (body as { items: { version: number }[] }).items.map(({ version }) => version);
    expect(versions).toEqual([1, 3, 4]);
  }, 120_000);

  it('takes over an export, under the same ids, for another user too', async () => {
    const { body } = await app.api
      .post(TASKS, ada, { title: 'Milk', completed: true, tags: ['home'], extra: { color: 'teal' } })
      .expect(201);
    const gone = await app.api.post(TASKS, ada, { title: 'Gone' }).expect(201);
    await app.api.delete(`${TASKS}/${(gone.body as TaskResponse).id}`, ada).expect(204);
    const { text } = await app.api.get('/api/v1/users/me/export', ada).expect(200);
    const file = join(newFolder(), 'export.json');
    writeFileSync(file, text);
    expect(await importFor(ada, file)).toMatchObject({
      code: 2,
      output: expect.stringContaining('0 tasks were') as string,
    });
    const { code, output } = await importFor(bob, file);
    expect([code, output]).toEqual([2, expect.stringContaining('is in the trash')]);
    const { user_id: _, version, updated_at, ...task } = body as TaskResponse;
    expect(await tasksOf(bob)).toMatchObject([task]);
    expect((await app.api.get(`${TASKS}/${task.id}`, ada)).body).toMatchObject({ version, updated_at });
  }, 120_000);

  it('writes nothing where the file, the user or the words are none', async () => {
    const file = join(newFolder(), 'x.csv');
    writeFileSync(file, 'a,b\n');
    const faults = await Promise.all([
      importFor(ada, file),
      importFor(ada, join(newFolder(), 'missing.ics')),
      importFor(ada, 'package-lock.json'),
      importFor({ username: 'nobody-at-all' }, `${FILES}/ticktick.csv`),
      importFor(ada, `${FILES}/ticktick.csv`, '--time-zone', 'Atlantis'),
      run('--user', ada.username),
      run('--verbose'),
    ]);
    const said = ['no row', 'ENOENT', 'no export', 'Nobody has', 'no time zone', 'Usage', 'Usage'];
    expect(faults.map(({ code }) => code)).toEqual(said.map(() => 1));
    for (const [i, { output }] of faults.entries()) {
      expect(output).toContain(said[i]);
      expect(output).not.toMatch(/\n\s+at /);
    }
    expect(await tasksOf()).toEqual([]);
  }, 120_000);
});
