/** @no-pooler what is counted */
import { Metrics } from '../../src/common/metrics.js';
import { RetentionService } from '../../src/jobs/retention.service.js';
import { behind } from '../support/behind.js';
import { useTestApp, useUser } from '../support/fixtures.js';

describe('the metrics of the retention', () => {
  const app = useTestApp({ env: { METRICS_PORT: '0', SESSION_RETENTION_DAYS: '3' } });
  const ada = useUser(app, 'ada');
  const read = async (name: string, table: string) => {
    const text = await app.nest.get(Metrics).text();
    return Number(new RegExp(`^${name}\\{table="${table}"\\} (\\S+)$`, 'm').exec(text)?.[1]);
  };

  it('say for how long the oldest row of each table should have been gone, and how many were removed', async () => {
    await behind(
      app,
      `INSERT INTO sessions (user_id, id, created_at, last_used_at, expires_at)
       SELECT $1, gen_random_uuid(), now(), now(), now() - d * interval '1 day' FROM (VALUES (2), (4), (5)) AS v (d)`,
      [ada.id],
    );
    const overdue = await read('taskward_retention_overdue_seconds', 'sessions');
    expect(overdue).toBeGreaterThanOrEqual(2 * 86_400);
    expect(overdue).toBeLessThan(2 * 86_400 + 60);
    expect(await read('taskward_retention_overdue_seconds', 'tasks')).toBe(0);
    await app.nest.get(RetentionService).run();
    expect(await read('taskward_retention_overdue_seconds', 'sessions')).toBe(0);
    expect(await read('taskward_rows_removed_total', 'sessions')).toBe(2);
  });
});
