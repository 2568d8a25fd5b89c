/** @no-pooler what the planner says */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { Database, type ReadOptions } from '../../src/database/database.service.js';
import type { Statement } from '../../src/database/statement.js';
import { parseSort } from '../../src/tasks/dto/sort.js';
import {
  childCountsStatement,
  countStatement,
  isByIndex,
  listStatement,
  searchPattern,
} from '../../src/tasks/list/list-statement.js';
import { sortsByDue } from '../../src/tasks/list/due-order.js';
import { dueStatement } from '../../src/tasks/list/due-statement.js';
import { FIND_RECENT } from '../../src/tasks/sync/feed.repository.js';
import { orderKeys } from '../../src/tasks/list/sort-keys.js';
import type { DueRange, Keyset, ListRequest, TaskFilter } from '../../src/tasks/list/task-list.js';
import { tagsStatement } from '../../src/tasks/tags/tags.service.js';
import { bulkTasks, insertTasks, insertUsers, uuidOf } from '../support/bulk-tasks.js';
import { useTestApp } from '../support/fixtures.js';
import type { TestApp } from '../support/test-app.js';

const TASKS = 200_000;
const USERS = 2_000;
const BIG = '00000000-0000-7000-8000-000000000001';
/** The first task of the big user, beneath which a quarter of the others are. */
const PARENT = '00000000-0000-7000-8000-000000007919';

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Plan Rows': number;
  Plans?: Plan[];
}

/**
 * What PostgreSQL does for each shape of list, as the application's own role under row-level security, for one user of
 * two thousand who has half of all tasks. The plan is tested, not the time.
 */
describe('the plans of lists over very many tasks', () => {
  const app = useTestApp();
  /** A database with next to nothing in it, where to read everything and sort it would be cheapest. */
  const young = useTestApp();

  const BENEATH = `CASE WHEN n % 4 = 0 THEN '${PARENT}' END`;

  beforeAll(async () => {
    await bulkTasks(young, async (client) => {
      await insertUsers(client, 1);
      await insertTasks(client, uuidOf('1'), 10, BENEATH);
    });
    await bulkTasks(app, async (client) => {
      await insertUsers(client, USERS);
      await insertTasks(client, uuidOf('1'), TASKS, BENEATH);
      await insertTasks(client, uuidOf(`2 + n % ${USERS - 1}`), USERS * 100);
    });
  }, 240_000);

  const NOTHING: TaskFilter = { priorities: [], tags: [], search: '' };
  const request = (sort: string, filter: Partial<TaskFilter> = {}, keyset?: Keyset): ListRequest => ({
    filter: { ...NOTHING, ...filter },
    sort: parseSort(sort) ?? [],
    timeZone: 'America/Los_Angeles',
    skip: 0,
    limit: 100,
    keyset,
    withTotal: false,
  });

  type Explained = { 'QUERY PLAN': [{ Plan: Plan }] }[];
  const read = <Rows extends object[][]>({ nest }: TestApp, statements: Statement[], options: ReadOptions) =>
    nest.get(Database).readAsOwner<Rows>(BIG, statements, options);
  const nodesOf = ([row]: Explained): Plan[] => {
    const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];
    return row === undefined ? [] : flat(row['QUERY PLAN'][0].Plan);
  };

  async function explain({ sql, parameters }: Statement, filter: TaskFilter): Promise<Plan[]> {
    const [rows] = await read<[Explained]>(app, [{ sql: `EXPLAIN (FORMAT JSON) ${sql}`, parameters }], {
      search: searchPattern(filter),
    });
    return nodesOf(rows);
  }
  const statementOf = (list: ListRequest) => (sortsByDue(list.sort) ? dueStatement : listStatement)(BIG, list);
  const planOf = (list: ListRequest) => explain(statementOf(list), list.filter);

  const genericPlanIn = (instance: TestApp, list: ListRequest): Promise<Plan[]> => {
    const statement = statementOf(list);
    expect(statement.prepared).toBe(true);
    return genericPlanOf(instance, statement, { search: searchPattern(list.filter), byIndex: isByIndex(list) });
  };

  /** The plan that a connection makes once of a prepared statement, for every owner and every value. */
  async function genericPlanOf(
    instance: TestApp,
    { sql, parameters }: Statement,
    options: ReadOptions = {},
  ): Promise<Plan[]> {
    const values = parameters
      .map((value) => pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value)))
      .join(', ');
    const texts = [
      'SET LOCAL plan_cache_mode = force_generic_plan',
      `PREPARE list AS ${sql}`,
      `EXPLAIN (FORMAT JSON) EXECUTE list(${values})`,
      'DEALLOCATE list',
    ];
    const statements = texts.map((text) => ({ sql: text, parameters: [] }));
    const [, , rows] = await read<[[], [], Explained, []]>(instance, statements, options);
    return nodesOf(rows);
  }

  const types = (plans: Plan[]) => plans.map((plan) => plan['Node Type']);
  const indexes = (plans: Plan[]) => plans.map((plan) => plan['Index Name']);
  const conditions = (plans: Plan[]) => plans.map((plan) => plan['Index Cond'] ?? '').join(' ');

  const KEYS = ['created_at', 'updated_at'];
  const ORDERS = KEYS.flatMap((key) => [key, `-${key}`]);
  const VALUES: Record<string, string | number | boolean> = {
    timestamptz: '2026-02-01T00:00:00.000Z',
    // Of both `title_order` and `position` some are before it and some after it.
    text: 'e50000',
    smallint: 2,
    bigint: 100_000,
    boolean: true,
    uuid: BIG,
  };
  const positionIn = (sort: string) => orderKeys(parseSort(sort) ?? []).map(({ type }) => VALUES[type] ?? '');

  it.each(ORDERS)('walks an index for sort=%s', async (sort) => {
    const plans = await planOf(request(sort));
    expect(types(plans)).toEqual(['Limit', 'Index Scan']);
    expect(conditions(plans)).toContain('user_id = ');
  });

  it.each(ORDERS.flatMap((sort) => [true, false].map((before) => ({ sort, before }))))(
    'goes straight to the cursor for sort=$sort, before=$before',
    async ({ sort, before }) => {
      const plans = await planOf(request(sort, {}, { position: positionIn(sort), before }));
      expect(types(plans)).toEqual(['Limit', 'Index Scan']);
      expect(conditions(plans)).toMatch(/ROW\(.*\) [<>] ROW\(|version [<>] /);
    },
  );

  const OPEN = { completed: false };
  const PREPARED = [
    ...ORDERS.map((sort) => ({ sort, filter: {} })),
    ...['created_at', '-created_at'].map((sort) => ({ sort, filter: OPEN })),
  ];

  it.each(PREPARED)(
    'walks an index by the plan for everyone as well, for sort=$sort and the filter $filter',
    async ({ sort, filter }) => {
      const cursor = (before: boolean) => request(sort, filter, { position: positionIn(sort), before });
      const fromTheStart = [request(sort, filter), { ...request(sort, filter), skip: 300 }];
      for (const list of [...fromTheStart, cursor(true), cursor(false)]) {
        for (const instance of [app, young]) {
          const plans = await genericPlanIn(instance, list);
          expect(types(plans)).toEqual(['Limit', 'Index Scan']);
          expect(conditions(plans)).toMatch(
            list.keyset === undefined ? /user_id = \$1/ : /user_id = \$1\) AND \((ROW\(.*\) [<>] ROW\(|version [<>] )/,
          );
          if (filter === OPEN) expect(plans[1]?.['Index Name']).toBe('ix_tasks_open');
        }
      }
    },
  );

  const OF_PARENT = ['ix_tasks_position', 'ix_tasks_parent'];
  const IN_PARENT = [PARENT, null].flatMap((parentId) =>
    ['position', '-position'].map((sort) => ({ sort, filter: { parentId } })),
  );

  it.each(IN_PARENT)('walks an index for sort=$sort within a parent: $filter', async ({ sort, filter }) => {
    const cursor = (before: boolean) => request(sort, filter, { position: positionIn(sort), before });
    for (const list of [request(sort, filter), { ...request(sort, filter), skip: 300 }, cursor(true), cursor(false)]) {
      for (const plans of [await planOf(list), await genericPlanIn(app, list), await genericPlanIn(young, list)]) {
        expect(types(plans)).toEqual(['Limit', 'Index Scan']);
        expect(plans[1]?.['Index Name']).toBe('ix_tasks_position');
        expect(conditions(plans)).toMatch(/user_id = .*parent_id (= |IS NULL)/);
        if (list.keyset !== undefined) expect(conditions(plans)).toMatch(/ROW\(.*\) [<>] ROW\(/);
      }
    }
  });

  it('sorts little of what is beneath one task for another order, and counts by the index', async () => {
    const filter = { parentId: PARENT, completed: false };
    for (const sort of ['position', '-created_at', 'due'])
      expect(types(await planOf(request(sort, filter)))).not.toContain('Seq Scan');
    const plans = await explain(countStatement(BIG, { ...NOTHING, parentId: PARENT }), NOTHING);
    expect(indexes(plans).filter((name) => OF_PARENT.includes(name!))).toHaveLength(1);
    expect(conditions(plans)).toMatch(/user_id = .*parent_id = /);
  });

  it('counts the children of a page by the index', async () => {
    const page = Array.from({ length: 100 }, (_, n) => `00000000-0000-7000-8000-${String(n * 7919).padStart(12, '0')}`);
    const plans = await explain(childCountsStatement(BIG, page), NOTHING);
    expect(indexes(plans).filter((name) => OF_PARENT.includes(name!))).toHaveLength(1);
    expect(conditions(plans)).toMatch(/user_id = .*parent_id = ANY/);
  });

  const OF_TREES = readFileSync('docs/sql/tasks.sql', 'utf8')
    .split(/;\n\n?/)
    .filter((sql) => sql.startsWith('WITH RECURSIVE levels'));

  it('goes down and up a tree by an index, whatever else its owner has', async () => {
    expect(OF_TREES).toHaveLength(2);
    for (const sql of OF_TREES) {
      const parameters = [BIG, PARENT, ...(sql.includes('ancestors') ? [PARENT] : [])];
      const plans = await genericPlanOf(app, { sql, parameters });
      expect(types(plans)).not.toContain('Seq Scan');
      expect(conditions(plans)).toMatch(/user_id = .*parent_id = ANY \(levels\w*\.ids\)/);
      if (sql.includes('ancestors'))
        expect(conditions(plans)).toMatch(/ id = ancestors\w*\.parent_id\)|\(id = ancestors/);
    }
  });

  const at = (text: string) => new Date(text);
  const dueBetween = (range: DueRange) => ({ day: range, instant: range });
  const FILTERS: Record<string, Partial<TaskFilter>> = {
    open: { completed: false },
    completed: { completed: true },
    priority: { priorities: [3] },
    'two priorities': { priorities: [2, 3] },
    tag: { tags: [[['home']]] },
    'any of two tags': { tags: [[['home']], [['rare']]], tagMode: 'any' },
    'no tag of two': { tags: [[['home']], [['rare']]], tagMode: 'none' },
    'rare tag': { tags: [[['rare']]] },
    'due before': { due: dueBetween({ before: at('2026-06-02T00:00:00Z') }) },
    'due after': { due: dueBetween({ from: at('2027-06-01T00:00:00Z') }) },
    'updated after': { updatedAfter: at('2026-02-15T00:00:00Z') },
    'common word': { search: 'milk' },
    'rare word': { search: 'zeppelin' },
    'two letters': { search: 'ze' },
    'all of them': {
      completed: false,
      priorities: [1],
      tags: [[['home']]],
      search: 'milk',
      due: dueBetween({ from: at('2026-06-02T00:00:00Z') }),
    },
    trash: { deletedAfter: at('2026-06-02T00:00:00Z') },
  };

  it.each(Object.entries(FILTERS))(
    'never reads the whole table, and sorts little, for the filter %s',
    async (_, filter) => {
      for (const keyset of [undefined, { position: positionIn('-created_at'), before: false }]) {
        const plans = await planOf(request('-created_at', filter, keyset));
        expect(types(plans)).not.toContain('Seq Scan');
        for (const plan of plans.filter(({ 'Node Type': type }) => type === 'Sort'))
          expect(plan['Plan Rows']).toBeLessThan(TASKS / 20);
      }
      expect(
        types(await explain(countStatement(BIG, request('title', filter).filter), request('title', filter).filter)),
      ).not.toContain('Seq Scan');
    },
  );

  const DUE_INDEXES = ['ix_tasks_due_day', 'ix_tasks_due_instant', 'ix_tasks_undated'];
  const PLACES = ['2026-07-01', '2026-07-01T12:00:00.000Z', 'infinity'];
  const sorts = (plans: Plan[]) => plans.filter((plan) => plan['Node Type'] === 'Sort');
  const usedIndexes = (plans: Plan[]) =>
    indexes(plans)
      .filter((name) => name !== undefined)
      .sort();

  /** Candidates are few: sorting them says what is on the page. */
  const OF_CANDIDATES = ['Append', 'CTE Scan', 'Limit', 'Sort', 'Aggregate'];

  it.each(['due', '-due'])('reads the first tasks of each kind off its own index for sort=%s', async (sort) => {
    const cursors = PLACES.flatMap((place) =>
      [true, false].map((before) => request(sort, {}, { position: [place, BIG], before })),
    );
    for (const list of [request(sort), { ...request(sort), skip: 300 }, ...cursors]) {
      for (const instance of [app, young]) {
        const plans = await genericPlanIn(instance, list);
        const read = usedIndexes(plans);
        expect(types(plans).filter((type) => !OF_CANDIDATES.includes(type))).toEqual(read.map(() => 'Index Scan'));
        for (const name of read) expect(DUE_INDEXES).toContain(name);
        for (const plan of sorts(plans)) expect(plan.Plans![0]!['Node Type']).toBe('CTE Scan');
      }
    }
    expect(usedIndexes(await genericPlanIn(app, request(sort)))).toEqual(DUE_INDEXES);
  });

  it.each(['due', '-due'])('reads some days off the indexes for sort=%s', async (sort) => {
    const days = { from: at('2026-06-02T00:00:00Z'), before: at('2026-06-04T00:00:00Z') };
    const plans = await planOf(request(sort, { completed: false, due: dueBetween(days) }));
    expect(usedIndexes(plans)).toEqual(DUE_INDEXES.slice(0, 2));
    for (const plan of sorts(plans)) expect(plan['Plan Rows']).toBeLessThan(1_000);
    expect(conditions(plans)).toMatch(/due >= .*due < .*due >= .*due < /);
  });

  it.each(['title', '-priority', 'completed', 'priority,-created_at', '-completed,title', 'due,-priority,title'])(
    'never reads the whole table for sort=%s',
    async (sort) => {
      for (const keyset of [undefined, { position: positionIn(sort), before: false }]) {
        expect(types(await planOf(request(sort, {}, keyset)))).not.toContain('Seq Scan');
      }
    },
  );

  it('never reads the whole table for the tags', async () => {
    const plans = await explain(tagsStatement(BIG), NOTHING);
    expect(types(plans)).not.toContain('Seq Scan');
    expect(conditions(plans)).toContain('user_id = ');
  });

  it('finds what was updated after a time by the newest versions', async () => {
    const plans = await planOf(request('updated_at', { updatedAfter: at('2026-02-15T00:00:00Z') }));
    expect(types(plans).filter((type) => type === 'Index Scan')).toHaveLength(2);
    expect(new Set(plans.map((plan) => plan['Index Name']))).toEqual(new Set([undefined, 'uq_tasks_version']));
    expect(conditions(plans)).toContain('version > ');
  });

  it('finds a rare word by its trigrams', async () => {
    const plans = await planOf(request('-created_at', { search: 'zeppelin' }));
    expect(plans.map((plan) => plan['Index Name'])).toContain('ix_tasks_search');
    expect(conditions(plans)).toContain('~~');
  });

  it('has little to pass over that the search index has not taken in yet', async () => {
    const ada = await young.api.newUser('ada');
    const operations = Array.from({ length: 100 }, (_, n) => ({
      op: 'create',
      data: { title: `Write report ${n} about the zeppelin` },
    }));
    for (let batch = 1; batch <= 15; batch++)
      await young.api.post('/api/v1/me/tasks/batch', ada, { operations }).expect(200);
    const client = new pg.Client({ connectionString: young.ownerUrl });
    await client.connect();
    const {
      rows: [cleaned],
    } = await client.query<{ pages: number }>(`SELECT gin_clean_pending_list('ix_tasks_search')::int AS pages`);
    await client.end();
    expect(cleaned?.pages).toBeLessThan(20);
  });

  it('finds by an index who wrote lately, in the scope of the feed', async () => {
    const client = new pg.Client({ connectionString: app.appUrl });
    await client.connect();
    await client.query(`BEGIN; SET LOCAL app.scope = 'task_feed'`);
    const { rows } = await client.query<Explained[0]>(`EXPLAIN (FORMAT JSON) ${FIND_RECENT.replace('$1', '35')}`);
    await client.end();
    expect(nodesOf(rows).map((plan) => plan['Index Name'])).toEqual(
      expect.arrayContaining(['ix_task_sequences_changed']),
    );
  });

  it('reads the open tasks off their own index', async () => {
    expect((await planOf(request('-created_at', { completed: false }))).map((plan) => plan['Index Name'])).toContain(
      'ix_tasks_open',
    );
  });
});
