import { bearerTokenOf } from './bearer-token.js';

describe('the Authorization header', () => {
  it.each(['Bearer a.b-c._d', 'bearer a.b-c._d', 'BEARER   a.b-c._d'])('%p bears a token', (header) => {
    expect(bearerTokenOf(header)).toBe('a.b-c._d');
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'a.b.c',
    'Basic a.b.c',
    'Bearer a.b.c more',
    'Bearer a.b.c, Bearer a.b.c',
    'Bearer\ta.b.c',
    ' Bearer a.b.c',
    'Bearer a.b.c\n',
    'Bearer a.b.c=',
    'Bearer "a.b.c"',
    'x Bearer a.b.c',
  ])('%p bears none', (header) => {
    expect(bearerTokenOf(header)).toBeNull();
  });
});
