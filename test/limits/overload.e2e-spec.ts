import pg from 'pg';
import { Database } from '../../src/database/database.service.js';
import { within } from '../support/eventually.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const POOL = 2;
const QUEUE = 10;

describe('overload', () => {
  const app = useTestApp({ env: { DATABASE_POOL_SIZE: String(POOL), DATABASE_POOL_QUEUE: String(QUEUE) } });
  const ada = useUser(app, 'ada');

  beforeAll(async () => {
    await create().expect(201);
  });

  const create = () => app.api.post('/api/v1/me/tasks', ada, { title: 'Wait' });

  it('is refused at once, before anything is done for it, and is over when the queue is shorter', async () => {
    const holder = new pg.Client({ connectionString: app.adminUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM task_sequences WHERE user_id = $1 FOR UPDATE', [ada.id]);
    const waiting = Promise.all(Array.from({ length: POOL + QUEUE }, () => create().then(({ status }) => status)));
    await within(3_000, () => Promise.resolve(expect(app.nest.get(Database).waiting).toBeGreaterThanOrEqual(QUEUE)));

    const begun = performance.now();
    const refused = await Promise.all(Array.from({ length: 50 }, () => create().expect(503)));
    expect(performance.now() - begun).toBeLessThan(1_000);
    for (const { body, headers } of refused)
      expect([body.error_code, headers['retry-after']]).toEqual(['OVERLOADED', '2']);
    await app.api.get('/api/v1/me/tasks').set('Authorization', 'Bearer nonsense').expect(503);
    await app.api.post('/api/v1/auth/login').type('json').send('{').expect(503);
    await app.api.get('/health/live').expect(200);
    expect((await fetch(`${app.url}/openapi.json`)).status).toBe(200);

    await holder.end();
    // What the process does for itself waits in the same queue, and may have taken some of the places.
    const served = (await waiting).filter((status) => status === 201);
    expect(served.length).toBeGreaterThan(POOL + QUEUE / 2);
    await create().expect(201);
  });
});
