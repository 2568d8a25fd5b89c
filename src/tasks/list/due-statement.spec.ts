import { parseSort } from '../dto/sort.js';
import { dueStatement } from './due-statement.js';
import type { Keyset, ListRequest } from './task-list.js';

const OWNER = '01a1fd5b-f6cc-77cc-9f75-62489816259f';
const AT = new Date('2026-12-01T00:00:00Z');

const request = (sort: string, more: Partial<ListRequest> = {}): ListRequest => ({
  filter: { priorities: [], tags: [], search: '' },
  sort: parseSort(sort)!,
  timeZone: 'America/Los_Angeles',
  skip: 0,
  limit: 10,
  withTotal: false,
  ...more,
});
/** Of each branch, from the kind of its tasks on. */
const branches = (given: ListRequest) =>
  /WITH candidates AS \((.*)\) SELECT concat/s
    .exec(dueStatement(OWNER, given).sql)![1]!
    .split(' UNION ALL ')
    .map((branch) => branch.replace(/^.* FROM tasks WHERE user_id = \$1 AND deleted_at IS NULL AND (.*)\)$/s, '$1'));
const after = (...position: Keyset['position']): Partial<ListRequest> => ({ keyset: { position, before: false } });
const before = (...position: Keyset['position']): Partial<ListRequest> => ({ keyset: { position, before: true } });

describe('the statement of a page by due', () => {
  it.each<[string, Partial<ListRequest>, string[]]>([
    [
      'due',
      {},
      [
        'due_date IS NOT NULL ORDER BY due, id LIMIT $2',
        'due_at IS NOT NULL ORDER BY due, id LIMIT $3',
        'due IS NULL ORDER BY id LIMIT $4',
      ],
    ],
    [
      '-due,title',
      {},
      [
        'due_date IS NOT NULL ORDER BY due DESC, title_order, id LIMIT $2',
        'due_at IS NOT NULL ORDER BY due DESC, title_order, id LIMIT $3',
        'due IS NULL ORDER BY title_order, id LIMIT $4',
      ],
    ],
    [
      'due',
      after('2026-11-24', OWNER),
      [
        'due_date IS NOT NULL AND (due, id) > ($2::timestamptz, $3::uuid) ORDER BY due, id LIMIT $4',
        'due_at IS NOT NULL AND (due) > ($5::timestamptz) ORDER BY due, id LIMIT $6',
        'due IS NULL ORDER BY id LIMIT $7',
      ],
    ],
    [
      'due',
      before('2026-11-24T12:00:00.000Z', OWNER),
      [
        'due_date IS NOT NULL AND (due) < ($2::timestamptz) ORDER BY due DESC, id DESC LIMIT $3',
        'due_at IS NOT NULL AND (due, id) < ($4::timestamptz, $5::uuid) ORDER BY due DESC, id DESC LIMIT $6',
      ],
    ],
    ['-due', after('-infinity', OWNER), ['due IS NULL AND (id) < ($2::uuid) ORDER BY id DESC LIMIT $3']],
    [
      'priority,due',
      { ...after(2, '2026-11-24', OWNER), filter: { priorities: [], tags: [], search: '', due: { none: {} } } },
      [
        "due IS NULL AND (priority, 'infinity'::timestamptz) > ($2::smallint, $3::timestamptz) ORDER BY priority, id LIMIT $4",
      ],
    ],
    [
      'due',
      {
        filter: {
          priorities: [],
          tags: [],
          search: '',
          due: { day: { from: AT, before: AT }, instant: { before: AT } },
        },
      },
      [
        'due_date IS NOT NULL AND due >= $2 AND due < $3 ORDER BY due, id LIMIT $4',
        'due_at IS NOT NULL AND due < $5 ORDER BY due, id LIMIT $6',
      ],
    ],
  ])('for sort=%s, with %j', (sort, more, expected) => expect(branches(request(sort, more))).toEqual(expected));

  it.each<[string, Partial<ListRequest>, string, unknown[]]>([
    [
      'due',
      {},
      "WHERE earliest <= coalesce((SELECT latest FROM candidates ORDER BY latest LIMIT 1 OFFSET $5), 'infinity')",
      [11, 11, 11, 10],
    ],
    [
      '-due',
      { skip: 5 },
      "WHERE latest >= coalesce((SELECT earliest FROM candidates ORDER BY earliest DESC LIMIT 1 OFFSET $5), '-infinity') AND " +
        "earliest <= coalesce((SELECT latest FROM candidates ORDER BY latest DESC LIMIT 1 OFFSET $6), '-infinity')",
      [16, 16, 16, 15, 5],
    ],
    ['title,due', { skip: 5 }, 'WHERE true', [16, 16, 16]],
  ])('makes JSON of what may be on the page alone: sort=%s with %j', (sort, more, window, values) => {
    const { sql, parameters } = dueStatement(OWNER, request(sort, more));
    expect(sql.slice(-window.length)).toBe(window);
    expect(parameters).toEqual([OWNER, ...values]);
  });

  it('says where the days of the user end, and names no time zone', () => {
    const { sql, parameters } = dueStatement(OWNER, request('due', after('2026-11-24', OWNER)));
    expect(parameters[1]).toEqual(new Date('2026-11-24'));
    expect(parameters[4]).toEqual(new Date('2026-11-25T07:59:59.999Z'));
    expect(JSON.stringify([sql, parameters])).not.toContain('Los_Angeles');
    expect(sql.match(/user_id = \$1/g)).toHaveLength(3);
    const ofInstant = dueStatement(OWNER, request('-due', after('2026-11-24T02:00:00.000Z', OWNER)));
    expect(ofInstant.parameters[1]).toEqual(new Date('2026-11-23'));
  });

  it('is prepared where the indexes give the list as it is', () => {
    expect(dueStatement(OWNER, request('due')).prepared).toBe(true);
    expect(dueStatement(OWNER, request('due,title')).prepared).toBeUndefined();
    expect(dueStatement(OWNER, request('title,due')).prepared).toBeUndefined();
  });
});
