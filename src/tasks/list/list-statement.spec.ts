import fc from 'fast-check';
import { parseSort, SORT_KEYS } from '../dto/sort.js';
import { countStatement, isByIndex, isUnfiltered, listStatement, searchPattern } from './list-statement.js';
import { orderKeys } from './sort-keys.js';
import type { ListRequest, TaskFilter } from './task-list.js';

const OWNER = '01a1fd5b-f6cc-77cc-9f75-62489816259f';
const ALL: TaskFilter = { priorities: [], tags: [], search: '' };
const AT = new Date('2026-12-01T00:00:00Z');

const request = (sort: string, more: Partial<ListRequest> = {}): ListRequest => ({
  filter: ALL,
  sort: parseSort(sort)!,
  skip: 0,
  limit: 10,
  withTotal: false,
  ...more,
});

/** The statement from its condition on. */
const tail = (given: ListRequest) => listStatement(OWNER, given).sql.replace(/^.* FROM tasks WHERE /s, '');

describe('the statement of a page', () => {
  it('names the owner first, and reads one task more than the page has', () => {
    const { sql, parameters } = listStatement(OWNER, request('created_at'));
    expect(sql).toMatch(/ FROM tasks WHERE user_id = \$1 AND deleted_at IS NULL ORDER BY created_at, id LIMIT \$2$/);
    expect(parameters).toEqual([OWNER, 11]);
  });

  it.each<[string, Partial<ListRequest>, string]>([
    ['-due,title', {}, `ORDER BY CASE WHEN due IS NULL THEN '-infinity' ELSE due END DESC, title_order, id LIMIT $2`],
    ['title', { skip: 20 }, 'ORDER BY title_order, id LIMIT $2 OFFSET $3'],
    [
      'title',
      { keyset: { position: ['a', OWNER], before: false }, skip: 20 },
      'AND (title_order, id) > ($2::text, $3::uuid) ORDER BY title_order, id LIMIT $4',
    ],
    [
      'title',
      { keyset: { position: ['a', OWNER], before: true } },
      'AND (title_order, id) < ($2::text, $3::uuid) ORDER BY title_order DESC, id DESC LIMIT $4',
    ],
    [
      '-title',
      { keyset: { position: ['a', OWNER], before: false } },
      'AND (title_order, id) < ($2::text, $3::uuid) ORDER BY title_order DESC, id DESC LIMIT $4',
    ],
    [
      '-updated_at,title',
      { keyset: { position: [42], before: false } },
      'AND (version) < ($2::bigint) ORDER BY version DESC LIMIT $3',
    ],
    [
      '-priority,title',
      { keyset: { position: [3, 'a', OWNER], before: false } },
      'AND priority <= $2::smallint AND (priority < $2::smallint OR (priority = $2::smallint AND ' +
        '(title_order > $3::text OR (title_order = $3::text AND id > $4::uuid)))) ' +
        'ORDER BY priority DESC, title_order, id LIMIT $5',
    ],
  ])('by %s, with %j', (sort, more, expected) => {
    expect(tail(request(sort, more))).toBe(`user_id = $1 AND deleted_at IS NULL ${expected}`);
  });

  it('holds no value that a client sent, and a place for each of them', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    const filter = fc.record({
      completed: fc.option(fc.boolean(), { nil: undefined }),
      priorities: fc.array(fc.nat(3), { maxLength: 4 }),
      tags: fc.array(text, { maxLength: 3 }),
      search: fc.oneof(fc.constant(''), text),
      dueBefore: fc.option(fc.constant(AT), { nil: undefined }),
      dueAfter: fc.option(fc.constant(AT), { nil: undefined }),
      updatedAfter: fc.option(fc.constant(AT), { nil: undefined }),
      deletedAfter: fc.option(fc.constant(AT), { nil: undefined }),
    });
    const sort = fc
      .shuffledSubarray([...SORT_KEYS], { minLength: 1 })
      .chain((keys) => fc.tuple(...keys.map((key) => fc.record({ key: fc.constant(key), descending: fc.boolean() }))));
    fc.assert(
      fc.property(filter, sort, fc.boolean(), fc.boolean(), fc.nat(3), (given, parts, byCursor, before, skip) => {
        const keyset = byCursor ? { position: orderKeys(parts).map(() => 'a value'), before } : undefined;
        const listed = { filter: given, sort: parts, skip, limit: 10, keyset, withTotal: false };
        for (const { sql, parameters } of [listStatement(OWNER, listed), countStatement(OWNER, given)]) {
          const places = new Set([...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
          expect([...places].sort((a, b) => a - b)).toEqual(parameters.map((_, i) => i + 1));
          expect(sql).not.toContain('a value');
          expect(sql).toContain('user_id = $1');
          expect(parameters[0]).toBe(OWNER);
        }
      }),
    );
  });
});

describe('the filters', () => {
  it.each<[Partial<TaskFilter>, string, unknown[]]>([
    [{ completed: true }, 'deleted_at IS NULL AND completed', []],
    [{ completed: false }, 'deleted_at IS NULL AND NOT completed', []],
    [{ priorities: [0, 3] }, 'deleted_at IS NULL AND priority = ANY($2::smallint[])', [[0, 3]]],
    [{ tags: ["a'b"] }, 'deleted_at IS NULL AND (tags && $2::text[] OR tag_forms && $2::text[])', [["a'b"]]],
    [{ search: '100%' }, 'deleted_at IS NULL AND strpos(search_text, $2) > 0', ['100%']],
    [
      { updatedAfter: AT },
      `deleted_at IS NULL AND updated_at > $2::timestamptz AND version > (SELECT coalesce(max(version), 0) FROM (
    SELECT version FROM tasks WHERE user_id = $1 AND updated_at <= $2::timestamptz - interval '1 minute'
    ORDER BY version DESC LIMIT 1) AS before)`,
      [AT],
    ],
    [{ deletedAfter: AT }, 'deleted_at > $2 AND purged_at IS NULL', [AT]],
    [
      { dueBefore: AT },
      "deleted_at IS NULL AND CASE WHEN due IS NULL THEN 'infinity' ELSE due END < $2::timestamptz AND " +
        "CASE WHEN due IS NULL THEN 'infinity' ELSE due END > $3::timestamptz",
      [AT, '-infinity'],
    ],
  ])('%j', (filter, conditions, parameters) => {
    expect(countStatement(OWNER, { ...ALL, ...filter })).toEqual({
      sql: `SELECT count(*) AS n FROM tasks WHERE user_id = $1 AND ${conditions}`,
      parameters: [OWNER, ...parameters],
    });
    expect(isUnfiltered({ ...ALL, ...filter })).toBe(false);
  });

  it('are none in a list of all live tasks', () => expect(isUnfiltered(ALL)).toBe(true));
});

describe('a list that an index gives as it is', () => {
  it.each<[string, Partial<TaskFilter>, boolean]>([
    ['created_at', {}, true],
    ['-due', {}, true],
    ['-created_at', { completed: false }, true],
    ['created_at', { completed: true }, false],
    ['title', { completed: false }, false],
    ['created_at,title', {}, false],
    ['created_at', { completed: false, search: 'a' }, false],
    ['created_at', { deletedAfter: AT }, false],
  ])('by %s, with %j: %j', (sort, filter, expected) => {
    const given = request(sort, { filter: { ...ALL, ...filter } });
    expect(isByIndex(given)).toBe(expected);
    expect(listStatement(OWNER, given).prepared).toBe(expected || undefined);
  });
});

describe('the pattern of a search', () => {
  it.each([
    ['', undefined],
    ['ab', undefined],
    ['abc', '%abc%'],
    ['100%', '%100\\%%'],
    ['a_b', '%a\\_b%'],
    ['a\\b', '%a\\\\b%'],
    ["a'b", "%a'b%"],
    ['\\%_', '%\\\\\\%\\_%'],
  ])('%j is %j', (search, pattern) => expect(searchPattern({ ...ALL, search })).toBe(pattern));
});
