import type pg from 'pg';
import type { TestUser } from '../support/api-client.js';
import type { TestApp } from '../support/test-app.js';

/** A text that stands in the victim's data alone: wherever else it turns up, something leaked. */
export const CANARY = 'CANARY-of-the-victim-4b1d';

/** A user whose data others must neither see nor change. */
export interface Victim extends TestUser {
  taskId: string;
  sessionId: string;
}

export async function newVictim({ api }: TestApp): Promise<Victim> {
  const user = await api.newUser('victim');
  const created = await api
    .post('/api/v1/me/tasks', user, { title: CANARY, description: CANARY, tags: [CANARY], extra: { [CANARY]: CANARY } })
    .expect(201);
  const fields = { title: CANARY, parent_id: created.body.id as string };
  await api.post('/api/v1/me/tasks', user, fields).expect(201);
  const { sid } = JSON.parse(Buffer.from(user.token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
  return { ...user, taskId: created.body.id as string, sessionId: sid };
}

/** The path of an operation, aimed at the victim's things. */
export function aimedAt(victim: Victim, template: string, userId = victim.id): string {
  return template.replace('{user_id}', userId).replace('{id}', () => {
    if (template.includes('/tasks/{id}')) return victim.taskId;
    if (template.includes('/sessions/{id}')) return victim.sessionId;
    if (template.includes('/users/{id}')) return victim.id;
    throw new Error(`Teach test/security/victim.ts what {id} means in ${template}`);
  });
}

/** All that the database has of the victim, behind the application's back. */
export async function everythingOf(victim: Victim, admin: Pick<pg.Client, 'query'>): Promise<unknown> {
  const { rows: tables } = await admin.query<{ name: string; key: string }>(
    `SELECT table_name AS name, CASE table_name WHEN 'users' THEN 'id' ELSE 'user_id' END AS key
     FROM information_schema.columns WHERE table_schema = 'public' AND (column_name = 'user_id' OR (table_name = 'users' AND column_name = 'id'))
     ORDER BY 1`,
  );
  // The other way round than the application writes it, so that no test takes this predicate for one of its.
  const ofEach = tables.map(
    ({ name, key }) => `SELECT '${name}' AS name, to_jsonb(t) AS row FROM ${name} t WHERE $1 = ${key}`,
  );
  const { rows } = await admin.query<{ name: string; row: object }>(
    `${ofEach.join(' UNION ALL ')} ORDER BY name, row`,
    [victim.id],
  );
  return rows;
}
