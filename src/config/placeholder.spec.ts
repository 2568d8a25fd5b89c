import { createHash } from 'node:crypto';
import { isPlaceholder } from './placeholder.js';

/** As random as a generator's, and the same in each run. */
const randomBytes = (i: number, count: number) =>
  createHash('sha512').update(`secret ${i}`).digest().subarray(0, count);

describe('a secret', () => {
  it.each([
    ['128 bits in hex', (i: number) => randomBytes(i, 16).toString('hex')],
    ['256 bits in hex', (i: number) => randomBytes(i, 32).toString('hex')],
    ['256 bits in base64url', (i: number) => randomBytes(i, 32).toString('base64url')],
    ['384 bits in base64', (i: number) => randomBytes(i, 48).toString('base64')],
  ])('of %s is no placeholder, twenty thousand times', (_, make) => {
    expect(Array.from({ length: 20_000 }, (_item, i) => make(i)).filter(isPlaceholder)).toEqual([]);
  });

  it.each([
    'your-256-bit-secret-goes-here-please',
    'change-me-before-you-go-to-production',
    'abababababababababababababababababab',
    'deadbeefdeadbeefdeadbeefdeadbeef',
    '0f1e2d3c4b5a69780f1e2d3c4b5a69780f1e',
    '0123456789abcdef0123456789abcdef',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '98798798798798798798798798798798',
  ])('is one as %s', (secret) => expect(isPlaceholder(secret)).toBe(true));
});
