import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Answer } from './answer.js';

type Packed = Pick<Answer, 'headers' | 'body'>;

const AS_IT_IS = 0;
const DEFLATED = 1;

/** Longer ones would hold up the event loop, and PostgreSQL compresses them itself. */
const MAX_DEFLATED = 16_384;

/** What most answers are made of, so that a short one need not hold it. Never changes: another one gets a number of its own. */
const DICTIONARY = Buffer.from(
  '{"version":1,"results":[{"error_code":"true,"completed_at":"2026-,"priority":"medium","priority":"high",' +
    '"priority":"low","due_date":"2026-","due_at":"2026-{}\n{"ETag":"\\"1\\"","Location":"/api/v1/0199/tasks/0199"}\n' +
    '{"id":"0199","user_id":"0199","title":"","description":null,"completed":false,"completed_at":null,' +
    '"priority":"none","due_date":null,"due_at":null,"tags":[],"parent_id":null,"position":"a0","extra":null,"version":1,' +
    '"deleted_at":null,"created_at":"2026-12-01T15:00:00.000Z","updated_at":"2026-12-01T15:00:00.000Z"}',
);

/** Headers and body in as few bytes as they need. The first byte says how. */
export function packAnswer({ headers, body }: Packed): Buffer {
  const text = Buffer.from(`${JSON.stringify(headers)}\n${body}`);
  return text.length > MAX_DEFLATED
    ? Buffer.concat([Buffer.of(AS_IT_IS), text])
    : Buffer.concat([Buffer.of(DEFLATED), deflateRawSync(text, { dictionary: DICTIONARY })]);
}

/** @returns what was packed, byte for byte. @throws if a later release packed it in another way. */
export function unpackAnswer(packed: Buffer | null): Packed {
  const rest = packed?.subarray(1);
  if (rest === undefined || packed![0]! > DEFLATED)
    throw new Error('An idempotency key has no answer that can be read');
  const text = (packed![0] === DEFLATED ? inflateRawSync(rest, { dictionary: DICTIONARY }) : rest).toString();
  const end = text.indexOf('\n');
  return { headers: JSON.parse(text.slice(0, end)) as Packed['headers'], body: text.slice(end + 1) };
}
