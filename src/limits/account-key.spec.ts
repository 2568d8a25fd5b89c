import { accountKey } from './account-key.js';

describe('the key of an account', () => {
  it.each([
    ['ada', 'Ada'],
    ['ada@example.org', ' ADA@EXAMPLE.ORG '],
    ['ada', '\tada\n'],
  ])('is one for %j and %j', (one, other) => expect(accountKey(one)).toBe(accountKey(other)));

  it.each([
    ['ada', 'adb'],
    ['ada', 'ad a'],
    ['straße', 'STRASSE'],
    ['ä', 'Ä'],
    ['i', 'İ'],
    ['k', '\u212a'],
    ['', 'a'],
  ])('is not one for %j and %j', (one, other) => expect(accountKey(one)).not.toBe(accountKey(other)));

  it.each(['', 'ada', '🦆', '\ud800', 'x'.repeat(1_000_000)])('has one length and shows no name: %#', (login) => {
    expect(accountKey(login)).toMatch(/^[\w-]{43}$/);
  });
});
