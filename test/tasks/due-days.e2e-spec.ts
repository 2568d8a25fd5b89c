/** @hostile-role */
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import { useTestAppPerTest } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';
const LOS_ANGELES = 'America/Los_Angeles';
const KIRITIMATI = 'Pacific/Kiritimati';

describe('the day of a user', () => {
  const app = useTestAppPerTest();

  /** Tokens are verified by the machine's own clock: log in before time is moved. */
  const userIn = async (time_zone: string | null) => {
    const user = await app.api.newUser();
    await app.api.patch('/api/v1/users/me', user, { time_zone }).expect(200);
    return user;
  };
  /** Tasks whose title is when they are due; they are created last first, so that no order comes about by itself. */
  const fill = async (user: TestUser, dues: string[]) => {
    for (const due of dues.toReversed())
      await app.api
        .post(TASKS, user, { title: due, ...(due.length === 10 ? { due_date: due } : { due_at: due }) })
        .expect(201);
    await app.api.post(TASKS, user, { title: 'undated' }).expect(201);
  };
  const list = async (user: TestUser, query: object) => {
    const path = `${TASKS}?${new URLSearchParams({ ...query }).toString()}`;
    return app.api.get(path, user).expect(200);
  };
  const titles = async (user: TestUser, query: object) => {
    const { items, total } = (await list(user, { sort: 'due', ...query })).body as TaskListResponse;
    expect(total).toBe(items.length);
    return items.map(({ title }) => title);
  };

  /** In the order of their deadlines where each is meant. */
  const EXAMPLES = [
    {
      timeZone: LOS_ANGELES,
      now: '2026-11-24T09:30:00-08:00',
      past: ['2026-11-23T00:00:00-08:00', '2026-11-23T23:59:59.999-08:00', '2026-11-23'],
      today: [
        '2026-11-24T00:00:00-08:00',
        '2026-11-24T09:30:00-08:00',
        '2026-11-24T09:31:00-08:00',
        '2026-11-24T23:59:59.999-08:00',
        '2026-11-24',
      ],
      later: ['2026-11-25T00:00:00-08:00', '2026-11-25T16:00:00-08:00', '2026-11-25'],
    },
    {
      timeZone: KIRITIMATI,
      now: '2026-11-24T09:30:00+14:00',
      past: ['2026-11-23T00:00:00+14:00', '2026-11-23T23:59:59.999+14:00', '2026-11-23'],
      today: [
        '2026-11-24T00:00:00+14:00',
        '2026-11-24T09:30:00+14:00',
        '2026-11-24T09:31:00+14:00',
        '2026-11-24T23:59:59.999+14:00',
        '2026-11-24',
      ],
      later: ['2026-11-25T00:00:00+14:00', '2026-11-25T16:00:00+14:00', '2026-11-25'],
    },
  ];

  it.each(EXAMPLES)('begins and ends where the user is: $timeZone', async ({ timeZone, now, past, today, later }) => {
    const all = [...past, ...today, ...later];
    const there = await userIn(timeZone);
    const elsewhere = await userIn(null);
    app.clock.moveTo(now);
    await fill(there, all);
    await fill(elsewhere, all);
    for (const [user, tz] of [
      [there, {}],
      [elsewhere, { tz: timeZone }],
    ] as const) {
      const dues = (query: object) => titles(user, { ...tz, ...query });
      expect(await dues({})).toEqual([...all, 'undated']);
      expect(await dues({ sort: '-due' })).toEqual([...all.toReversed(), 'undated']);
      expect(await dues({ due: 'any' })).toEqual(all);
      expect(await dues({ due: 'none' })).toEqual(['undated']);
      expect(await dues({ due_on: '2026-11-24' })).toEqual(today);
      expect(await dues({ due_from: '2026-11-24' })).toEqual([...today, ...later]);
      expect(await dues({ due_until: '2026-11-24' })).toEqual([...past, ...today]);
      expect(await dues({ due_from: '2026-11-23', due_until: '2026-11-24' })).toEqual([...past, ...today]);
      expect(await dues({ due: 'overdue' })).toEqual([...past, ...today.slice(0, 2)]);
      expect(await dues({ due: 'overdue', due_from: '2026-11-24' })).toEqual(today.slice(0, 2));
      expect((await dues({ due_on: '2026-11-24', sort: 'title' })).sort()).toEqual(today.toSorted());
    }
    const inUtc = await titles(there, { due_on: '2026-11-24', tz: 'UTC' });
    expect(inUtc).not.toEqual(today);
    expect(inUtc).toEqual(await titles(elsewhere, { due_on: '2026-11-24' }));
  });
});
