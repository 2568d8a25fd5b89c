import pg from 'pg';
import type { TestUser } from '../support/api-client.js';
import { useConnection, useTestApp } from '../support/fixtures.js';

/** The row policies of tasks and idempotency keys, asked directly as the application's role. */
describe('row-level security of tasks', () => {
  const app = useTestApp();
  const client = useConnection(app, 'appUrl');
  let ada: TestUser;
  let bob: TestUser;

  beforeAll(async () => {
    for (const name of ['ada', 'bob']) {
      const user = await app.api.newUser(name);
      if (name === 'ada') ada = user;
      else bob = user;
      for (const title of ['buy milk', 'call mother']) {
        await app.api.post('/api/v1/me/tasks', user, { title }).set('Idempotency-Key', title).expect(201);
      }
    }
  });

  async function ask<Row extends object>(settings: Record<string, string>, sql: string): Promise<Row[]> {
    await client.query('BEGIN');
    try {
      for (const [name, value] of Object.entries(settings))
        await client.query(`SET LOCAL ${name} = ${pg.escapeLiteral(value)}`);
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.query('ROLLBACK');
    }
  }
  const TABLES = ['tasks', 'task_sequences', 'idempotency_keys'];

  it.each(TABLES)("shows of %s without a predicate only what is one's own", async (table) => {
    const rows = await ask<{ user_id: string }>({ 'app.user_id': ada.id }, `SELECT user_id FROM ${table}`);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ user_id: id }) => id))).toEqual(new Set([ada.id]));
  });

  it.each(TABLES)('shows nothing of %s without a setting, or with an empty one', async (table) => {
    expect(await ask({}, `SELECT * FROM ${table}`)).toEqual([]);
    expect(await ask({ 'app.user_id': '' }, `SELECT * FROM ${table}`)).toEqual([]);
    expect(await ask({ 'app.search': '%' }, `SELECT * FROM ${table}`)).toEqual([]);
  });

  it('narrows by the search, and never widens', async () => {
    const found = (settings: Record<string, string>) =>
      ask<{ title: string; user_id: string }>(settings, 'SELECT title, user_id FROM tasks');
    expect(await found({ 'app.user_id': ada.id, 'app.search': '%milk%' })).toEqual([
      { title: 'buy milk', user_id: ada.id },
    ]);
    expect(await found({ 'app.user_id': ada.id, 'app.search': '' })).toHaveLength(2);
    expect(await found({ 'app.user_id': bob.id, 'app.search': "%' OR true --" })).toEqual([]);
  });

  it.each(TABLES)('lets no one write into %s for another', async (table) => {
    const foreign = { 'app.user_id': ada.id };
    expect(await ask(foreign, `DELETE FROM ${table} WHERE user_id = '${bob.id}' RETURNING user_id`)).toEqual([]);
    await expect(ask(foreign, `UPDATE ${table} SET user_id = '${bob.id}'`)).rejects.toMatchObject({ code: '42501' });
  });
});
