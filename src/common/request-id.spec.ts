import type { Request, Response } from 'express';
import { assignRequestId } from './request-id.js';
import { UUID } from './uuid.js';

/** The id of a request that came with this header, and what was sent back. */
function idOf(header: string | string[] | undefined) {
  const req = { headers: { 'x-request-id': header } } as unknown as Request;
  const sent = new Map<string, string>();
  assignRequestId(req, { setHeader: (name: string, value: string) => sent.set(name, value) } as unknown as Response);
  return { id: req.id, sent: sent.get('X-Request-Id') };
}

describe('the id of a request', () => {
  it.each(['a', 'abc-DEF_1.2', '01a1fd5b-f6cc-77cc-9f75-62489816259f', 'x'.repeat(128), '.', '__proto__'])(
    '%j is taken over',
    (given) => expect(idOf(given)).toEqual({ id: given, sent: given }),
  );

  it.each([
    [undefined],
    [''],
    [' '],
    ['a b'],
    ['a\tb'],
    ['a, b'],
    ['a\nb'],
    ['a\n'],
    ['é'],
    ['{"a":1}'],
    ['x'.repeat(129)],
    [['a', 'b']],
  ])('%j is replaced', (given) => {
    const { id, sent } = idOf(given);
    expect(id).toMatch(UUID);
    expect(sent).toBe(id);
  });
});
