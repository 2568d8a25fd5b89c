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
  timeZone: 'UTC',
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
      'AND (version) < ($2::bigint) AND version > 0 ORDER BY version DESC LIMIT $3',
    ],
    [
      '-priority,title',
      { keyset: { position: [3, 'a', OWNER], before: false } },
      'AND priority <= $2::smallint AND (priority < $2::smallint OR (priority = $2::smallint AND ' +
        '(title_order > $3::text OR (title_order = $3::text AND id > $4::uuid)))) ' +
        'ORDER BY priority DESC, title_order, id LIMIT $5',
    ],
    ['position', {}, 'ORDER BY position, id LIMIT $2'],
  ])('by %s, with %j', (sort, more, expected) => {
    expect(tail(request(sort, more))).toBe(`user_id = $1 AND deleted_at IS NULL ${expected}`);
  });

  it.each([
    ['position', OWNER, 'parent_id = $2 ORDER BY parent_id, position, id LIMIT $3'],
    ['position', null, 'parent_id IS NULL ORDER BY parent_id, position, id LIMIT $2'],
    ['-position', null, 'parent_id IS NULL ORDER BY parent_id DESC, position DESC, id DESC LIMIT $2'],
    ['title', null, 'parent_id IS NULL ORDER BY title_order, id LIMIT $2'],
  ])('by %s within the parent %j is the order of an index', (sort, parentId, expected) => {
    const given = request(sort, { filter: { ...ALL, parentId } });
    expect(tail(given)).toBe(`user_id = $1 AND deleted_at IS NULL AND ${expected}`);
  });

  it('holds no value that a client sent, and a place for each of them', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    const filter = fc.record({
      completed: fc.option(fc.boolean(), { nil: undefined }),
      priorities: fc.array(fc.nat(3), { maxLength: 4 }),
      tags: fc.array(fc.array(fc.array(text, { maxLength: 2 }), { maxLength: 2 }), { maxLength: 3 }),
      tagMode: fc.constantFrom('all', 'any', 'none', undefined),
      search: fc.oneof(fc.constant(''), text),
      due: fc.option(fc.constantFrom({ none: {} }, { day: { from: AT }, instant: { from: AT, before: AT } }), {
        nil: undefined,
      }),
      updatedAfter: fc.option(fc.constant(AT), { nil: undefined }),
      deletedAfter: fc.option(fc.constant(AT), { nil: undefined }),
      parentId: fc.constantFrom(undefined, null, OWNER),
    });
    const sort = fc
      .shuffledSubarray(
        SORT_KEYS.filter((key) => key !== 'due'),
        { minLength: 1 },
      )
      .chain((keys) => fc.tuple(...keys.map((key) => fc.record({ key: fc.constant(key), descending: fc.boolean() }))));
    fc.assert(
      fc.property(filter, sort, fc.boolean(), fc.boolean(), fc.nat(3), (given, parts, byCursor, before, skip) => {
        const keyset = byCursor ? { position: orderKeys(parts).map(() => 'a value'), before } : undefined;
        const listed = request('title', { filter: given, sort: parts, skip, keyset });
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
    [{ tags: [[["a'b"]]] }, 'deleted_at IS NULL AND (coalesce(tag_forms, tags) @> $2::text[])', [["a'b"]]],
    [
      { tags: [[['a,b'], ['a', 'b']], [['c']]] },
      'deleted_at IS NULL AND (coalesce(tag_forms, tags) @> $2::text[] OR coalesce(tag_forms, tags) @> $3::text[]) AND (coalesce(tag_forms, tags) @> $4::text[])',
      [['a,b'], ['a', 'b'], ['c']],
    ],
    [
      { tags: [[['a,b'], ['a', 'b']], [['c']]], tagMode: 'any' },
      'deleted_at IS NULL AND (coalesce(tag_forms, tags) && $2::text[])',
      [['a,b', 'a', 'b', 'c']],
    ],
    [
      { tags: [[['a']]], tagMode: 'none' },
      'deleted_at IS NULL AND NOT (coalesce(tag_forms, tags) && $2::text[])',
      [['a']],
    ],
    [{ search: '100%' }, 'deleted_at IS NULL AND strpos(search_text, $2) > 0', ['100%']],
    [
      { updatedAfter: AT },
      `deleted_at IS NULL AND updated_at > $2::timestamptz AND version > 0 AND version > (SELECT coalesce(max(version), 0) FROM (
    SELECT version FROM tasks WHERE user_id = $1 AND version > 0 AND updated_at <= $2::timestamptz - interval '1 minute'
    ORDER BY version DESC LIMIT 1) AS before)`,
      [AT],
    ],
    [{ parentId: OWNER }, 'deleted_at IS NULL AND parent_id = $2', [OWNER]],
    [{ parentId: null }, 'deleted_at IS NULL AND parent_id IS NULL', []],
    [{ deletedAfter: AT }, 'deleted_at > $2 AND purged_at IS NULL', [AT]],
    [{ due: { none: {} } }, 'deleted_at IS NULL AND (due IS NULL)', []],
    [
      { due: { day: { from: AT }, instant: { from: AT, before: AT } } },
      'deleted_at IS NULL AND (due_date IS NOT NULL AND due >= $2 OR due_at IS NOT NULL AND due >= $3 AND due < $4)',
      [AT, AT, AT],
    ],
    [{ due: { day: {}, instant: {} } }, 'deleted_at IS NULL AND (due_date IS NOT NULL OR due_at IS NOT NULL)', []],
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
    ['position', {}, false],
    ['position', { parentId: OWNER }, true],
    ['-position', { parentId: null }, true],
    ['position', { parentId: null, completed: false }, false],
    ['title', { parentId: null }, false],
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
