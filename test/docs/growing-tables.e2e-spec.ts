import { readFileSync } from 'node:fs';
import { GrowingTables } from '../../src/database/growing-tables.service.js';
import { environmentSchema } from '../../src/config/environment.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useTestApp } from '../support/fixtures.js';

/** Partitions of pg-boss are called by hashes or days. */
const TABLES = `SELECT format('%s%s', CASE relnamespace::regnamespace::text WHEN 'public' THEN '' ELSE 'jobs.' END, relname) AS name
  FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace::regnamespace::text IN ('public', 'jobs')
  ORDER BY 1`;

/** A table that is added needs a line that says what bounds it. */
describe('the table of what grows in docs/operate.md', () => {
  const app = useTestApp();
  const page = readFileSync('docs/operate.md', 'utf8');
  const lines = (/^\| Table \| What bounds it .*?(?=\n\n)/ms.exec(page)?.[0] ?? '').split('\n').slice(2);
  const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  const codes = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

  it('has a line for each table of the database', async () => {
    const tables = await behind<{ name: string }>(app, TABLES);
    expect(cells.flatMap(([, table = '']) => codes(table)).sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  it('names the label of each table that the retention empties', () => {
    const names = app.nest.get(GrowingTables).list();
    expect(cells.flatMap(([, , , , label = '']) => codes(label)).sort()).toEqual(
      [...names.map(({ name }) => name), 'users'].sort(),
    );
  });

  it('names settings that there are', () => {
    const settings = cells.flatMap(([, , , setting = '']) => codes(setting));
    expect(settings.filter((name) => !(name in environmentSchema.shape))).toEqual([]);
    expect(settings.length).toBeGreaterThan(3);
  });
});

describe('the queue', () => {
  const app = useTestApp();

  it('deletes jobs an hour after they ended, and those that nobody did after two days', async () => {
    const put = `INSERT INTO jobs.job (name, state, created_on, completed_on, keep_until, deletion_seconds, data)
      SELECT 'mail', s::jobs.job_state, now() - interval '3 days', now() - c * interval '1 minute', now() - k * interval '1 minute', 3600, to_json(n)
      FROM (VALUES (1, 'completed', 61, 0), (2, 'failed', 61, 0), (3, 'completed', 50, 0)) AS v (n, s, c, k)`;
    await behind(app, put);
    await behind(
      app,
      `INSERT INTO jobs.job (name, state, start_after, keep_until, data) VALUES ('mail', 'created', now() + interval '1 hour', now() - interval '1 minute', '4')`,
    );
    await within(50_000, async () =>
      expect(await behind(app, 'SELECT data FROM jobs.job ORDER BY data::text')).toEqual([{ data: 3 }]),
    );
  }, 60_000);
});
