import { isReservedUsername } from './reserved-usernames.js';

describe('reserved usernames', () => {
  it.each([
    ['admin'],
    ['ROOT'],
    ['Support'],
    ['me'],
    ['api'],
    ['system'],
    ['postmaster'],
    ['security'],
    ['taskward'],
    ['ad.min'],
    ['adm1n'],
    ['R00T'],
    ['___admin___'],
    ['he1p'],
    ['no-reply'],
    ['ａｄｍｉｎ'],
    ['..-'],
    ['019abc12-3456-7def-8123-456789abcdef'],
    ['019ABC1234567DEF8123456789ABCDEF'],
  ])('%s', (name) => expect(isReservedUsername(name)).toBe(true));

  it.each([['ada'], ['bob'], ['administrata'], ['rooty'], ['apiarist'], ['meg'], ['42'], ['me2day']])(
    'not %s',
    (name) => expect(isReservedUsername(name)).toBe(false),
  );
});
