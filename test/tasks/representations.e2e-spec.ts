/** @hostile-role */
import fc from 'fast-check';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { PRIORITIES } from '../../src/tasks/task.entity.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const PATH = '/api/v1/me/tasks';
const [EARLIEST, LATEST] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

/** What JSON, JavaScript and PostgreSQL might each write in their own way. */
const ODD = [
  ...'"\\/\'\b\f\n\r\t\u0001\u001f\u007f\u0085\u2028\u2029\u00a0\ufeff\ufffe\uffff\u202e\u0301{}[],:',
  '😀',
  '👩‍👩‍👧',
  '\u{10ffff}',
  '\\u0000',
  '\\n',
  '</script>',
  'null',
];
const odd = fc.oneof(
  fc.constantFrom(...ODD),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);
/** NUL is the one character that is refused. */
const text = (max: number) =>
  fc
    .array(odd, { maxLength: max, size: 'max' })
    .map((parts) => [...parts.join('').replaceAll('\0', '')].slice(0, max).join(''));

/** The same instant in any offset, and with any number of digits after the second. */
const instant = fc
  .tuple(
    fc.oneof(fc.integer({ min: EARLIEST, max: LATEST }), fc.constantFrom(EARLIEST, LATEST, 0, -1)),
    fc.integer({ min: -1439, max: 1439 }),
    fc.stringMatching(/^\d{0,6}$/),
  )
  .map(([at, offset, digits]) => {
    const local = at + offset * 60_000;
    const shown = local >= EARLIEST && local <= LATEST ? offset : 0;
    const clock = [Math.abs(shown) / 60, Math.abs(shown) % 60]
      .map((n) => String(Math.floor(n)).padStart(2, '0'))
      .join(':');
    return {
      at,
      text: `${new Date(at + shown * 60_000).toISOString().slice(0, -1)}${digits}${shown < 0 ? '-' : '+'}${clock}`,
    };
  });
const day = fc.integer({ min: EARLIEST, max: LATEST }).map((at) => new Date(at).toISOString().slice(0, 10));
const due = fc.oneof(
  fc.constant({ due_date: null, due_at: null }),
  fc.record({
    due_date: fc.oneof(day, fc.constantFrom('0001-01-01', '9999-12-31', '2024-02-29')),
    due_at: fc.constant(null),
  }),
  fc.record({ due_date: fc.constant(null), due_at: instant }),
);
const task = fc
  .record({
    title: text(200).filter((title) => /\S/.test(title)),
    description: fc.oneof(fc.constant(null), text(1000)),
    completed: fc.boolean(),
    priority: fc.constantFrom(...PRIORITIES),
    tags: fc.uniqueArray(
      text(50).filter((tag) => tag !== ''),
      { maxLength: 20 },
    ),
    extra: fc.option(fc.record({ text: text(100), list: fc.array(fc.maxSafeInteger()) })),
    due,
  })
  .map(({ due: { due_date, due_at }, ...rest }) => ({
    sent: { ...rest, due_date, due_at: due_at?.text ?? null },
    kept: { ...rest, due_date, due_at: due_at === null ? null : new Date(due_at.at).toISOString() },
  }));

describe('a task, whatever it holds', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');

  const listed = async (query: string) =>
    JSON.stringify(
      ((await app.api.get(`${PATH}?limit=1&${query}`, ada).expect(200)).body as TaskListResponse).items[0],
    );

  it('is the same to the letter in the answer to its creation, alone, in a list, in a batch and in the trash', async () => {
    const alike = fc.asyncProperty(task, async ({ sent, kept }) => {
      const { text: created, body } = await app.api.post(PATH, ada, sent).expect(201);
      const { id } = body as TaskResponse;
      expect(body).toMatchObject(kept);
      const { text: alone } = await app.api.get(`${PATH}/${id}`, ada).expect(200);
      expect(alone).toBe(created);
      expect(await listed('sort=-updated_at')).toBe(created);

      const batch = await app.api
        .post(`${PATH}/batch`, ada, {
          operations: [
            { op: 'patch', id, data: {} },
            { op: 'delete', id },
          ],
        })
        .expect(200);
      const [patched, removed] = (batch.body as { results: [TaskResponse, TaskResponse] }).results;
      const { version: now, updated_at } = patched;
      expect(JSON.stringify(patched)).toBe(JSON.stringify({ ...(body as TaskResponse), version: now, updated_at }));
      const { deleted_at, updated_at: removedAt } = removed;
      const gone = { ...(body as TaskResponse), version: now + 1, deleted_at, updated_at: removedAt };
      expect(JSON.stringify(removed)).toBe(JSON.stringify(gone));
      expect(await listed('deleted=true&sort=-updated_at')).toBe(JSON.stringify(gone));
    });
    await fc.assert(alike, { numRuns: 150 });
  }, 60_000);
});
