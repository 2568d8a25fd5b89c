/** @no-pooler who waits for whom */
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { within } from '../support/eventually.js';
import { useConnection, useTestApp, useUserPerTest } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';
const LARGE = 1_000;

describe('a tree that several devices write at once', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app, 'ada');
  const outside = useConnection(app);

  const create = async (title: string, parentId: string | null = null) =>
    (await app.api.post(TASKS, ada, { title, parent_id: parentId }).expect(201)).body as TaskResponse;
  const move = ({ id }: { id: string }, parent: { id: string }) =>
    app.api.post(`${TASKS}/${id}/move`, ada, { parent_id: parent.id });
  const get = async ({ id }: { id: string }) => (await app.api.get(`${TASKS}/${id}`, ada)).body as TaskResponse;

  /** Has all of these begin while another transaction has the owner's lock, so that none can end before the others. */
  async function atOnce(writes: (() => PromiseLike<{ status: number }>)[]): Promise<number[]> {
    await outside.query('BEGIN');
    await outside.query('SELECT 1 FROM task_sequences WHERE user_id = $1 FOR UPDATE', [ada.id]);
    const answers = Promise.all(writes.map((write) => write()));
    await within(5_000, async () => {
      const { rows } = await outside.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows[0]?.n).toBe(writes.length);
    });
    await outside.query('COMMIT');
    return (await answers).map(({ status }) => status);
  }

  it('has no circle after two moves, each beneath what the other one moves', async () => {
    const [house, garden] = [await create('House'), await create('Garden')];
    const [roof, shed] = [await create('Roof', house.id), await create('Shed', garden.id)];
    const statuses = await atOnce([() => move(house, shed), () => move(garden, roof)]);
    expect(statuses.sort()).toEqual([200, 422]);
    const parents = [(await get(house)).parent_id, (await get(garden)).parent_id];
    expect(parents).toContain(null);
    expect([shed.id, roof.id]).toContain(parents.find((parent) => parent !== null));
  });

  it('has no live task beneath one that is deleted meanwhile', async () => {
    const [house, roof] = [await create('House'), await create('Roof')];
    const statuses = await atOnce([
      () => app.api.delete(`${TASKS}/${house.id}`, ada),
      () => move(roof, house),
      () => app.api.post(TASKS, ada, { title: 'Cellar', parent_id: house.id }),
    ]);
    expect(statuses[0]).toBe(204);
    const { items, total } = (await app.api.get(TASKS, ada).expect(200)).body as TaskListResponse;
    const ids = new Set(items.map(({ id }) => id));
    for (const { parent_id } of items) expect(parent_id === null || ids.has(parent_id)).toBe(true);
    expect(total).toBe(items.length);
    expect(total).toBe(statuses[1] === 200 ? 0 : 1);
  });

  it('is not deeper than eight levels after two moves that are right by themselves', async () => {
    const lines: TaskResponse[][] = [];
    for (const length of [3, 4, 4]) {
      const line: TaskResponse[] = [];
      for (let level = 0; level < length; level++) line.push(await create('x', line.at(-1)?.id ?? null));
      lines.push(line);
    }
    const [a, b, c] = lines as [TaskResponse[], TaskResponse[], TaskResponse[]];
    expect((await atOnce([() => move(b[0]!, a.at(-1)!), () => move(c[0]!, b.at(-1)!)])).sort()).toEqual([200, 422]);
  });

  it(`goes to the trash and back with ${LARGE} tasks, with gapless numbers`, async () => {
    const root = await create('root');
    let level = [root.id];
    for (let made = 1; made < LARGE;) {
      const operations = Array.from({ length: Math.min(100, LARGE - made) }, (_, i) => ({
        op: 'create',
        data: { title: `t${made + i}`, description: 'one of many', parent_id: level[(i * 7) % level.length] },
      }));
      const { body } = await app.api.post(`${TASKS}/batch`, ada, { operations }).expect(200);
      made += operations.length;
      if (made <= 700) level = (body as { results: TaskResponse[] }).results.map(({ id }) => id);
    }
    const versions = async (deleted: boolean) => {
      const { body } = await app.api.get(`${TASKS}?limit=1000&deleted=${deleted}`, ada).expect(200);
      const { items, total } = body as TaskListResponse;
      expect(total).toBe(LARGE);
      return items.map(({ version }) => version).sort((a, b) => a - b);
    };
    const numbersFrom = (first: number) => Array.from({ length: LARGE }, (_, i) => first + i);
    expect(await versions(false)).toEqual(numbersFrom(1));
    const [toTrash] = await timed(() => app.api.delete(`${TASKS}/${root.id}`, ada).expect(204));
    expect(await versions(true)).toEqual(numbersFrom(LARGE + 1));
    const [back, { body: restored }] = await timed(() => app.api.post(`${TASKS}/${root.id}/restore`, ada).expect(200));
    expect(await versions(false)).toEqual(numbersFrom(2 * LARGE + 1));
    expect(restored).toMatchObject({ id: root.id, version: 2 * LARGE + 1 });
    console.log(`A tree of ${LARGE}: to the trash in ${toTrash} ms, back in ${back} ms.`);
  }, 60_000);
});

async function timed<T>(work: () => PromiseLike<T>): Promise<[milliseconds: number, outcome: T]> {
  const began = performance.now();
  const outcome = await work();
  return [Math.round(performance.now() - began), outcome];
}
