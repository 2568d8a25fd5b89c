import { VerifiedTokens } from './verified-tokens.js';

const IN_AN_HOUR = Math.floor(Date.now() / 1000) + 3_600;
const principal = (userId: string, expiresAt = IN_AN_HOUR) => ({
  userId,
  sessionId: 'a session',
  authTime: 0,
  expiresAt,
});

describe('the tokens that were verified', () => {
  it('are known by the whole header, byte for byte', () => {
    const tokens = new VerifiedTokens(10);
    tokens.set('Bearer a.b.c', principal('ada'));
    expect(tokens.get('Bearer a.b.c')).toEqual(principal('ada'));
    for (const other of ['bearer a.b.c', 'Bearer  a.b.c', 'Bearer a.b.c ', 'Bearer a.b.C', 'a.b.c', '']) {
      expect(tokens.get(other)).toBeUndefined();
    }
  });

  it.each([0, Math.floor(Date.now() / 1000), -1, NaN])('are not known when they expire at %d', (expiresAt) => {
    const tokens = new VerifiedTokens(10);
    tokens.set('Bearer a.b.c', principal('ada', expiresAt));
    expect(tokens.get('Bearer a.b.c')).toBeUndefined();
  });

  it('are never more than there is room for: the oldest goes', () => {
    const tokens = new VerifiedTokens(2);
    for (const name of ['ada', 'bob', 'cyd']) tokens.set(name, principal(name));
    expect(['ada', 'bob', 'cyd'].map((name) => tokens.get(name)?.userId)).toEqual([undefined, 'bob', 'cyd']);
  });
});
