import fc from 'fast-check';
import { beginAnew, freezeBatch, halveBatch, readPage, settleBatch } from '../../client/src/offline/answers.js';
import { type Edit, planEdit, retryConflict, undoEdit } from '../../client/src/offline/edit.js';
import { draftOf } from '../../client/src/offline/fields.js';
import { foldQueue, metaOf, queueOf, type View } from '../../client/src/offline/fold.js';
import type { Change, Page, Result, State, Task } from '../../client/src/offline/model.js';
import { applyChanges, emptyState } from '../../client/src/offline/storage.js';

const ADA = 'ada';
const AT = '2026-12-01T09:30:00.000Z';
const NAMES = ['a', 'b', 'c', 'd'];

const taskNamed = (id: string, version: number, fields: Partial<Task> = {}): Task => ({
  ...draftOf(ADA, id, { title: id }, AT),
  position: `a${version}`,
  version,
  ...fields,
});

/** `a` and `b`, which the server knows. */
function begin(): State {
  const state = emptyState();
  read(state, { items: [taskNamed('a', 1, { tags: ['x'] }), taskNamed('b', 2, { extra: { m: 1 } })], version: 2 });
  return state;
}

const view = (state: State) => foldQueue(state, ADA);

function edit(state: State, id: string, change: Edit, seen?: Task) {
  const { changes, undo } = planEdit(state, view(state), id, change, AT, seen);
  applyChanges(state, changes);
  return undo;
}

function read(state: State, page: Partial<Page> & Pick<Page, 'items' | 'version'>): void {
  const { building, position } = metaOf(state);
  const whole = { next_cursor: `c${page.version}`, has_more: false, ...page };
  applyChanges(state, readPage(state, (building ?? position).cursor, whole));
}

function send(state: State, limit = 100) {
  applyChanges(state, freezeBatch(state, limit, 'key'));
  return queueOf(state).filter(({ isSent }) => isSent);
}

const settle = (state: State, ...results: Result[]) => applyChanges(state, settleBatch(state, 'key', results));
const operations = (state: State) => queueOf(state).map(({ operation }) => operation);

const data = fc.record(
  {
    title: fc.constantFrom('a', 'b', 'two'),
    completed: fc.boolean(),
    due_date: fc.constantFrom(null, '2026-12-24'),
    due_at: fc.constantFrom(null, '2026-12-24T18:00:00.000Z'),
    tags: fc.constantFrom<string[][]>([], ['x'], ['x', 'y']),
    parent_id: fc.constantFrom(null, ...NAMES),
    extra: fc.constantFrom(null, { m: null }, { m: 2 }, { n: { o: 1 } }, { n: { o: null, p: 2 } }, { n: 3 }),
  },
  { requiredKeys: [] },
);
const step = fc.record({
  id: fc.constantFrom(...NAMES),
  op: fc.constantFrom('create', 'patch', 'patch', 'patch', 'delete', 'restore'),
  data,
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a person can do: nothing to what is not there, and no task below itself. */
function toEdit(seen: View, { id, op, data: given }: Step): Edit | undefined {
  if ((op === 'create' || op === 'restore') === seen.has(id)) return undefined;
  const bothDue = given.due_at && given.due_date;
  const { parent_id, ...rest } = bothDue ? { ...given, due_at: undefined } : given;
  for (let above = parent_id; above; above = seen.get(above)?.parent_id)
    if (above === id || !seen.has(above)) return toEdit(seen, { id, op, data: rest });
  const change = parent_id === undefined ? rest : { ...rest, parent_id };
  if (op === 'create') return { op, data: { title: 'new', ...change } };
  return op === 'patch' ? { op, data: change } : { op: op };
}

/** Where the server puts a task is not known before it answers. */
const shown = (state: State) =>
  [...view(state).values()]
    .map(({ position: _, completed_at, ...task }) => ({ ...task, isDone: completed_at !== null }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/** What is below comes back with an answer. */
const isDeletionOfParent = (state: State, id: string, { op }: Edit) =>
  op === 'delete' && [...view(state).values()].some(({ parent_id }) => parent_id === id);

describe('the queue', () => {
  it('shows the same, however its operations were joined', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12, size: 'max' }), fc.infiniteStream(fc.boolean()), (steps, sent) => {
        const [joined, apart] = [begin(), begin()];
        const seen = new Map<string, Task>();
        for (const one of steps) {
          const change = toEdit(view(apart), one);
          if (change === undefined || isDeletionOfParent(apart, one.id, change)) continue;
          for (const [id, task] of view(apart)) seen.set(id, task);
          for (const state of [joined, apart]) edit(state, one.id, change, seen.get(one.id));
          send(apart);
          applyChanges(apart, [{ kind: 'meta', id: '', value: { ...metaOf(apart), batch: undefined } }]);
          if (sent.next().value) send(joined);
          expect(shown(joined)).toEqual(shown(apart));
        }
        expect(joined.queue.size).toBeLessThanOrEqual(apart.queue.size);
      }),
      { numRuns: 500 },
    );
  });

  it('is as before once an edit was undone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), step, fc.boolean(), (steps, last, isSent) => {
        const state = begin();
        for (const one of steps) {
          const change = toEdit(view(state), one);
          if (change !== undefined) edit(state, one.id, change, taskNamed(one.id, 9));
        }
        const change = toEdit(view(state), last);
        if (change === undefined || isDeletionOfParent(state, last.id, change)) return;
        const before = shown(state);
        const undo = edit(state, last.id, change, taskNamed(last.id, 9));
        if (isSent) send(state);
        applyChanges(state, undoEdit(state, view(state), undo, AT));
        expect(shown(state)).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Edit, boolean]>([
    ['c', { op: 'create', data: { title: 'one' } }, false],
    ['c', { op: 'create', data: { title: 'one' } }, true],
    ['a', { op: 'delete' }, false],
    ['a', { op: 'delete' }, true],
  ])('takes back once what was done to %s: %j (sent: %s)', (id, change, isSent) => {
    const state = begin();
    const undo = edit(state, id, change);
    if (isSent) send(state);
    applyChanges(state, undoEdit(state, view(state), undo, AT));
    const once = operations(state);
    expect(undoEdit(state, view(state), undo, AT)).toEqual([]);
    expect(once).toHaveLength(isSent ? 2 : 0);
  });

  it('changes nothing back in a task that is gone', () => {
    const state = begin();
    const undo = edit(state, 'a', { op: 'patch', data: { title: 'two' } });
    send(state);
    read(state, { items: [{ id: 'a', version: 9, deleted_at: AT }], version: 9 });
    expect(undoEdit(state, view(state), undo, AT)).toEqual([]);
  });

  it.each<[string, [string, Edit][], object[]]>([
    [
      'a creation with its changes',
      [
        ['c', { op: 'create', data: { title: 'one' } }],
        ['c', { op: 'patch', data: { title: 'two', extra: { n: 1 } } }],
      ],
      [{ op: 'create', id: 'c', data: { title: 'two', extra: { n: 1 } } }],
    ],
    [
      'changes, with what was seen before the first',
      [
        ['a', { op: 'patch', data: { title: 'two' } }],
        ['a', { op: 'patch', data: { title: 'three', due_at: AT } }],
        ['a', { op: 'patch', data: { due_date: '2026-12-24' } }],
      ],
      [
        {
          op: 'patch',
          id: 'a',
          data: { title: 'three', due_date: '2026-12-24' },
          base: { title: 'a', due_date: null, due_at: null },
        },
      ],
    ],
    [
      'nothing of a change that was taken back',
      [
        ['b', { op: 'patch', data: { extra: { m: 2, n: 1 } } }],
        ['b', { op: 'patch', data: { extra: { m: 1, n: null } } }],
      ],
      [],
    ],
    [
      'nothing of what was made and deleted',
      [
        ['c', { op: 'create', data: { title: 'one' } }],
        ['c', { op: 'delete' }],
      ],
      [],
    ],
    [
      'what was made and deleted, if something was put below it',
      [
        ['c', { op: 'create', data: { title: 'one' } }],
        ['a', { op: 'patch', data: { parent_id: 'c' } }],
        ['c', { op: 'delete' }],
      ],
      [
        { op: 'create', id: 'c' },
        { op: 'patch', id: 'a' },
        { op: 'delete', id: 'c' },
      ],
    ],
    [
      'a move behind the creation of its parent',
      [
        ['a', { op: 'patch', data: { title: 'two' } }],
        ['c', { op: 'create', data: { title: 'one' } }],
        ['a', { op: 'patch', data: { parent_id: 'c' } }],
      ],
      [
        { op: 'patch', id: 'a', data: { title: 'two' } },
        { op: 'create', id: 'c' },
        { op: 'patch', id: 'a', data: { parent_id: 'c' }, base: { parent_id: null, position: 'a1' } },
      ],
    ],
  ])('holds %s', (_, edits, expected) => {
    const state = begin();
    for (const [id, change] of edits) edit(state, id, change);
    expect(operations(state)).toMatchObject(expected);
    expect(operations(state)).toHaveLength(expected.length);
  });

  it('has what the person saw when they began', () => {
    const state = begin();
    const seen = view(state).get('a');
    read(state, { items: [taskNamed('a', 8, { title: 'theirs', priority: 'high' })], version: 8 });
    const undo = edit(state, 'a', { op: 'patch', data: { title: 'mine' } }, seen);
    expect(operations(state)).toEqual([{ op: 'patch', id: 'a', data: { title: 'mine' }, base: { title: 'a' } }]);
    expect(undo.inverse.data).toEqual({ title: 'theirs' });
    expect(view(state).get('a')).toMatchObject({ title: 'mine', priority: 'high' });
  });

  it('keeps what was sent as it was, also where it was refused as a whole', () => {
    const state = begin();
    edit(state, 'c', { op: 'create', data: { title: 'one' } });
    edit(state, 'a', { op: 'patch', data: { title: 'two' } });
    send(state);
    applyChanges(state, halveBatch(state, 'key', 'key'));
    expect(metaOf(state).batch?.seqs).toHaveLength(1);
    edit(state, 'a', { op: 'patch', data: { title: 'three' } });
    edit(state, 'c', { op: 'delete' });
    expect(operations(state).map(({ op }) => op)).toEqual(['create', 'patch', 'patch', 'delete']);
    expect(operations(state)[2]).toMatchObject({ data: { title: 'three' }, base: { title: 'two' } });
  });
});

describe('an answer', () => {
  it('takes what it refuses to the conflicts, with what is there by now', () => {
    const state = begin();
    edit(state, 'a', { op: 'patch', data: { title: 'mine' } });
    send(state);
    const current = taskNamed('a', 5, { title: 'theirs' });
    settle(state, { status: 412, error_code: 'STALE_TASK', detail: 'No', conflicts: ['title'], current });
    expect(state.queue.size).toBe(0);
    expect([...state.conflicts.values()]).toMatchObject([
      { operation: { data: { title: 'mine' } }, fields: ['title'], current },
    ]);
    expect(view(state).get('a')).toEqual(current);
  });

  it('that refuses some fields lets the others merge when it is sent again', () => {
    const state = begin();
    edit(state, 'a', { op: 'patch', data: { title: 'mine', tags: ['x', 'mine'], due_date: '2026-12-24' } });
    send(state);
    const current = taskNamed('a', 5, { title: 'theirs', tags: ['x', 'theirs'], due_at: AT });
    settle(state, { status: 412, error_code: 'STALE_TASK', detail: 'No', conflicts: ['title', 'due'], current });
    const [conflict] = state.conflicts.values();
    applyChanges(state, retryConflict(state, view(state), conflict!, AT));
    expect(operations(state)).toEqual([
      {
        op: 'patch',
        id: 'a',
        data: { title: 'mine', tags: ['x', 'mine'], due_date: '2026-12-24', due_at: null },
        base: { title: 'theirs', tags: ['x'], due_date: null, due_at: AT },
      },
    ]);
  });

  it('that is older than the changes says nothing new', () => {
    const state = begin();
    edit(state, 'a', { op: 'patch', data: { title: 'mine' } });
    edit(state, 'b', { op: 'patch', data: { title: 'mine' } });
    send(state);
    read(state, {
      items: [taskNamed('a', 8, { title: 'newer' }), { id: 'b', version: 9, deleted_at: AT }],
      version: 9,
    });
    settle(state, { status: 200, task: taskNamed('a', 3) }, { status: 200, task: taskNamed('b', 4) });
    expect([...view(state).values()]).toEqual([taskNamed('a', 8, { title: 'newer' })]);
  });

  it('with a tombstone deletes what was created', () => {
    const state = begin();
    edit(state, 'c', { op: 'create', data: { title: 'one' } });
    send(state);
    settle(state, { status: 200, id: 'c', version: 4, deleted_at: AT, unchanged: true });
    expect(view(state).has('c')).toBe(false);
  });

  it('is not that of another batch', () => {
    const state = begin();
    edit(state, 'a', { op: 'delete' });
    send(state);
    expect(settleBatch(state, 'another', [{ status: 200 }])).toEqual([]);
  });

  it('that wants a version gets the one that is known', () => {
    const state = begin();
    edit(state, 'a', { op: 'delete' });
    send(state);
    settle(state, { status: 428, error_code: 'IF_MATCH_REQUIRED' });
    expect(operations(state)).toEqual([{ op: 'delete', id: 'a', if_version: 1 }]);
    send(state);
    settle(state, { status: 428, error_code: 'IF_MATCH_REQUIRED' });
    expect(state.conflicts.size).toBe(1);
  });

  it('that wants a version gets the one that an earlier answer of the batch has brought', () => {
    const state = begin();
    edit(state, 'c', { op: 'create', data: { title: 'one' } });
    send(state);
    applyChanges(state, [{ kind: 'meta', id: '', value: { ...metaOf(state), batch: undefined } }]);
    edit(state, 'c', { op: 'patch', data: { title: 'two' } });
    edit(state, 'a', { op: 'patch', data: { title: 'two' } });
    edit(state, 'a', { op: 'delete' });
    send(state);
    const required = { status: 428, error_code: 'IF_MATCH_REQUIRED' as const };
    const created = { status: 201, task: taskNamed('c', 5) };
    settle(state, created, required, { status: 200, task: taskNamed('a', 6) }, required);
    expect(operations(state)).toMatchObject([
      { op: 'patch', id: 'c', if_version: 5 },
      { op: 'delete', id: 'a', if_version: 6 },
    ]);
    expect(state.conflicts.size).toBe(0);
  });

  it('that deletes a task deletes what the same batch has put below it', () => {
    const state = begin();
    edit(state, 'c', { op: 'create', data: { title: 'one', parent_id: 'a' } });
    edit(state, 'a', { op: 'delete' });
    send(state);
    const child = taskNamed('c', 5, { parent_id: 'a' });
    settle(state, { status: 201, task: child }, { status: 200, id: 'a', version: 7, deleted_at: AT });
    expect([...view(state).keys()]).toEqual(['b']);
  });

  it('says what was wrong, also where it is the page of a proxy', () => {
    const state = begin();
    edit(state, 'a', { op: 'patch', data: { title: 'mine' } });
    edit(state, 'b', { op: 'delete' });
    send(state);
    const errors = [{ pointer: '/data/title', code: 'INVALID_LENGTH' as const, detail: 'must be shorter' }];
    settle(state, { status: 422, error_code: 'VALIDATION_FAILED', detail: 'No', errors }, { status: 413 });
    expect([...state.conflicts.values()]).toMatchObject([{ errors }, { detail: 'The answer was 413.' }]);
  });

  it.each([false, true])("brings the server's undo, but not of several changes in one (%s)", (isMerged) => {
    const state = begin();
    const undo = edit(state, 'a', { op: 'patch', data: { title: 'two' } });
    const last = isMerged ? edit(state, 'a', { op: 'patch', data: { completed: true } }) : undo;
    send(state);
    const servers = { op: 'patch' as const, id: 'a', data: { title: 'a', completed: false }, base: { title: 'two' } };
    settle(state, { status: 200, task: taskNamed('a', 3, { title: 'two', completed: true }), undo: servers });
    applyChanges(state, undoEdit(state, view(state), last, AT));
    expect(operations(state)).toEqual(
      isMerged ? [{ op: 'patch', id: 'a', data: { completed: false }, base: { completed: true } }] : [servers],
    );
  });
});

describe('everything that is read again', () => {
  it('stands beside what is shown until it is whole, and keeps the queue', () => {
    const state = begin();
    edit(state, 'c', { op: 'create', data: { title: 'one' } });
    applyChanges(state, beginAnew(state));
    read(state, { items: [taskNamed('d', 11)], version: 12, has_more: true });
    expect([...view(state).keys()]).toEqual(['a', 'b', 'c']);
    send(state);
    settle(state, { status: 201, task: taskNamed('c', 13) });
    expect([...view(state).keys()]).toEqual(['a', 'b', 'c']);
    read(state, { items: [taskNamed('a', 12)], version: 12 });
    expect([...view(state).keys()]).toEqual(['d', 'c', 'a']);
    expect(view(state).get('c')?.version).toBe(13);
    expect(state.tasksA.size).toBe(0);
  });

  it('takes no page that was asked for before', () => {
    const state = begin();
    const stale: Change[] = readPage(state, 'c1', { items: [], version: 3, next_cursor: 'c3', has_more: false });
    expect(stale).toEqual([]);
  });
});
