import { RebuildService } from '../../src/tasks/rebuild/rebuild.service.js';
import { TextFormRebuildRepository } from '../../src/tasks/rebuild/text-form-rebuild.repository.js';
import { Database } from '../../src/database/database.service.js';
import type { Transaction } from '../../src/database/transaction.js';
import { behind } from '../support/behind.js';
import { useTestApp, useTestAppPerTest, useUserPerTest } from '../support/fixtures.js';

const ME = '/api/v1/me/tasks';

describe('text as people type it', () => {
  const app = useTestApp();
  const ada = useUserPerTest(app, 'ada');

  const add = async (fields: object) =>
    (await app.api.post(ME, ada, { title: 'x', ...fields }).expect(201)).body as { id: string; tags: string[] };
  const titles = async (query: Record<string, string>) => {
    const { body } = await app.api.get(`${ME}?${new URLSearchParams(query).toString()}`, ada).expect(200);
    return (body as { items: { title: string }[] }).items.map(({ title }) => title);
  };

  it.each([
    ['Don’t forget', "don't"],
    ["Don't forget", 'Don’t'],
    ['Buy milk', 'milk '],
    ['Buy milk', '  buy   milk'],
    ['Re–read the e‑mail', 're-read the e-mail'],
    ['Call שָׁלוֹם', 'שלום'],
    ['Read مُحَمَّد', 'محمد'],
    ['Weißwurst', 'WEISSWURST'],
    ['a\u200bb', 'ab'],
    ['Plan\n\nthe  trip', 'plan the trip'],
    ['“Ulysses”', '"ulysses"'],
  ])('finds %j by %j', async (title, q) => {
    await add({ title });
    expect(await titles({ q })).toEqual([title]);
    expect(await titles({ q: 'zeppelin' })).toEqual([]);
  });

  it('takes a search for nothing but blanks for none', async () => {
    await add({ title: 'one' });
    expect(await titles({ q: ' \u00a0' })).toEqual(['one']);
  });

  it('orders titles as people do, page by page', async () => {
    const ordered = ['Äpfel', 'Banana', 'Task 1', 'task 2', 'Task 10', 'über', 'Zoo'];
    for (const title of [...ordered].reverse()) await add({ title });
    expect(await titles({ sort: 'title' })).toEqual(ordered);
    expect(await titles({ sort: '-title' })).toEqual([...ordered].reverse());
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const at = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await app.api.get(`${ME}?sort=title&limit=2${at}`, ada).expect(200);
      const page = body as { items: { title: string }[]; next_cursor: string | null };
      seen.push(...page.items.map(({ title }) => title));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(ordered);
  });

  it.each([
    ['café', 'cafe\u0301'],
    ['Straße', 'STRASSE'],
    ['Home', 'hOME'],
  ])('takes %j and %j for one tag, and gives back the one that was given', async (composed, decomposed) => {
    expect((await add({ title: 'one', tags: [composed] })).tags).toEqual([composed]);
    expect((await add({ title: 'two', tags: [decomposed, 'work'] })).tags).toEqual([decomposed, 'work']);
    for (const tag of [composed, decomposed]) expect((await titles({ tag })).sort()).toEqual(['one', 'two']);
    expect(await titles({ tag: 'WORK' })).toEqual(['two']);
    const { body } = await app.api.post(ME, ada, { title: 'x', tags: [composed, decomposed] }).expect(422);
    expect(body).toMatchObject({ errors: [{ pointer: '/tags' }] });
  });

  it('takes tags and priorities as a comma list too, and finds a tag that has a comma', async () => {
    await add({ title: 'one', tags: ['home'], priority: 'high' });
    await add({ title: 'two', tags: ['work'], priority: 'low' });
    await add({ title: 'three', tags: ['home, work'] });
    await add({ title: 'four', tags: ['work', 'Home', 'x'] });
    expect((await titles({ tag: 'home' })).sort()).toEqual(['four', 'one']);
    expect((await titles({ tag: 'home,work' })).sort()).toEqual(['four']);
    expect((await titles({ tag: 'home, work' })).sort()).toEqual(['four', 'three']);
    expect((await titles({ tag: 'home, work', tag_mode: 'any' })).sort()).toEqual(['four', 'one', 'three', 'two']);
    expect((await titles({ tag: 'home, work', tag_mode: 'none' })).sort()).toEqual([]);
    expect((await titles({ tag: 'x', tag_mode: 'none' })).sort()).toEqual(['one', 'three', 'two']);
    expect((await titles({ priority: 'high,low' })).sort()).toEqual(['one', 'two']);
    await app.api.get(`${ME}?tag=home,`, ada).expect(422);
    await app.api.get(`${ME}?priority=high,huge`, ada).expect(422);
  });

  it('keeps the forms in step with every write', async () => {
    const { id } = await add({ title: 'Task 2', tags: ['cafe\u0301'] });
    await add({ title: 'Task 10' });
    await app.api.patch(`${ME}/${id}`, ada, { title: 'Task 11', tags: ['home'] }).expect(200);
    expect(await titles({ sort: 'title' })).toEqual(['Task 10', 'Task 11']);
    expect(await titles({ tag: 'café' })).toEqual([]);
    await app.api.put(`${ME}/${id}`, ada, { title: 'Task 9', tags: ['cafe\u0301'] }).expect(200);
    expect(await titles({ sort: 'title' })).toEqual(['Task 9', 'Task 10']);
    expect(await titles({ tag: 'café' })).toEqual(['Task 9']);
  });
});

describe('after an upgrade', () => {
  const app = useTestAppPerTest();

  const rebuild = () => app.nest.get(RebuildService).run(app.nest.get(TextFormRebuildRepository));
  const former = async () => {
    await behind(app, `UPDATE tasks SET search_text = lower(title), title_order = '', tag_forms = NULL`);
    await behind(
      app,
      `UPDATE rebuilds SET done_at = NULL, after_user = NULL, lease_until = now() WHERE name = 'text_forms'`,
    );
  };
  const state = async () =>
    (
      await behind<{ after_user: string | null; done: boolean }>(
        app,
        `SELECT after_user, done_at IS NOT NULL AS done FROM rebuilds WHERE name = 'text_forms'`,
      )
    )[0];
  const forms = () =>
    behind(app, 'SELECT user_id, title, search_text, title_order, tag_forms, version FROM tasks ORDER BY user_id, id');

  it('makes the stored forms of everyone anew, without a new version', async () => {
    const users = [await app.api.newUser('ada'), await app.api.newUser('bob'), await app.api.newUser('eve')];
    for (const user of users.slice(0, 2))
      for (const title of ['Don’t', 'Task 2'])
        await app.api.post(ME, user, { title, tags: ['cafe\u0301'] }).expect(201);
    await app.api.post(ME, users[2], { title: 'x'.repeat(200), tags: ['Home'] }).expect(201);
    const right = await forms();
    await former();
    expect(await forms()).not.toEqual(right);
    expect(await rebuild()).toBe(true);
    expect(await forms()).toEqual(right);
    expect(await state()).toMatchObject({ done: true });
  });

  it('is the work of one instance at a time, which another takes over where it was left', async () => {
    const users = [await app.api.newUser('ada'), await app.api.newUser('bob')];
    for (const user of users) await app.api.post(ME, user, { title: 'Task 2' }).expect(201);
    await former();
    await behind(app, `UPDATE rebuilds SET lease_until = now() + interval '1 minute', after_user = $1`, [users[0]!.id]);
    expect(await rebuild()).toBe(false);
    expect(await state()).toMatchObject({ done: false });
    await behind(app, `UPDATE rebuilds SET lease_until = now()`);
    expect(await rebuild()).toBe(true);
    const orders = await behind<{ user_id: string; title_order: string }>(
      app,
      'SELECT user_id, title_order FROM tasks',
    );
    expect(new Map(orders.map((row) => [row.user_id, row.title_order]))).toEqual(
      new Map([
        [users[0]!.id, ''],
        [users[1]!.id, 'task 0000000000000002'],
      ]),
    );
  });

  it('leaves a task alone that changes meanwhile', async () => {
    const ada = await app.api.newUser('ada');
    const { body } = await app.api.post(ME, ada, { title: 'x', tags: ['Home'] }).expect(201);
    await former();
    const change = () => app.api.patch(`${ME}/${(body as { id: string }).id}`, ada, { tags: ['Work'] }).expect(200);
    const rebuild = app.nest.get(TextFormRebuildRepository);
    await app.nest.get(Database).asOwner(ada.id, (tx) => {
      const slow = {
        query: async (sql: string, parameters: unknown[]) => {
          const rows = await tx.query(sql, parameters);
          if (sql.startsWith('SELECT')) await change();
          return rows;
        },
      };
      return rebuild.rebuildTasks(slow as Transaction, ada.id, undefined);
    });
    expect(await forms()).toMatchObject([{ tag_forms: ['work'] }]);
  });
});
