import { isCanonicalBase64url } from './base64url.js';

describe('base64url', () => {
  it.each(['', 'AA', 'AAA', 'AAAA', '-_8', Buffer.alloc(64, 7).toString('base64url')])('takes %p', (text) => {
    expect(isCanonicalBase64url(text)).toBe(true);
  });

  it.each([
    ['spare bits', 'AB'],
    ['spare bits of another length', 'AAB'],
    ['padding', 'AA=='],
    ['the other alphabet', '+/8'],
    ['a blank', 'AA AA'],
    ['a line break at the end', 'AAAA\n'],
    ['what is no base64', 'A*AA'],
    ['a single character', 'A'],
    ['letters beyond ASCII', 'AAÄA'],
  ])('refuses %s', (_, text) => {
    expect(isCanonicalBase64url(text)).toBe(false);
  });
});
