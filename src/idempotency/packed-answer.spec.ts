import fc from 'fast-check';
import { packAnswer, unpackAnswer } from './packed-answer.js';

const TASK =
  '{"id":"0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001","user_id":"0199aaaa-bbbb-7ccc-8ddd-eeeeffff0002","title":"Buy milk",' +
  '"description":null,"completed":false,"completed_at":null,"priority":"none","due_date":null,"due_at":null,"tags":[],' +
  '"parent_id":null,"position":"a0V","extra":null,"version":7,"deleted_at":null,' +
  '"created_at":"2026-12-01T15:03:12.345Z","updated_at":"2026-12-01T15:03:12.345Z"}';

describe('packed answers', () => {
  it('come back byte for byte', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.string({ unit: 'grapheme' }), (headers, body) => {
        expect(unpackAnswer(packAnswer({ headers, body }))).toEqual({ headers, body });
      }),
    );
  });

  it('come back too if they are long, or nothing', () => {
    for (const body of ['', 'x\ny'.repeat(50_000)]) {
      const packed = packAnswer({ headers: {}, body });
      expect(unpackAnswer(packed)).toEqual({ headers: {}, body });
    }
  });

  it('take less than a third for a task', () => {
    const headers = { ETag: '"7"', Location: `/api/v1/${TASK.slice(56, 92)}/tasks/${TASK.slice(7, 43)}` };
    expect(packAnswer({ headers, body: TASK }).length).toBeLessThan((TASK.length + JSON.stringify(headers).length) / 3);
  });

  it('can be read by every later release', () => {
    const kept = Buffer.from('01430a6df318258c8084859b5369a5426e664eb61292f3cc6b01', 'hex');
    const body = '{"id":"0199","title":"Buy milk","version":7}';
    expect(unpackAnswer(kept)).toEqual({ headers: { ETag: '"7"' }, body });
  });

  it('are refused if a later release packed them', () => {
    expect(() => unpackAnswer(Buffer.of(2, 3))).toThrow(/no answer that can be read/);
    expect(() => unpackAnswer(null)).toThrow(/no answer that can be read/);
  });
});
