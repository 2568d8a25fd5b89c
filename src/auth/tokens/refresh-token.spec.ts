import { createHmac } from 'node:crypto';
import { deriveMailToken } from './mail-token.js';
import { deriveRefreshToken, readRefreshToken } from './refresh-token.js';

const SECRETS = ['the secret in use', 'the secret before it'];
const SUBJECT = {
  userId: '01a1fd5b-f6cc-77cc-9f75-62489816259f',
  sessionId: '01a1fd5b-f6cc-77cc-9f75-6248981625a0',
  generation: 7,
};
const TOKEN = deriveRefreshToken(SUBJECT, SECRETS[0]!);

describe('a refresh token', () => {
  it.each([0, 1, 255, 65_536, 2 ** 31, 2 ** 32 - 1])('names generation %d under any of the secrets', (generation) => {
    for (const secret of SECRETS) {
      const subject = { ...SUBJECT, generation };
      expect(readRefreshToken(deriveRefreshToken(subject, secret), SECRETS)).toEqual(subject);
    }
  });

  it.each([-1, 2 ** 32])('is not made of generation %d, which has no place in it', (generation) =>
    expect(() => deriveRefreshToken({ ...SUBJECT, generation }, 'a secret')).toThrow('out of range'),
  );

  it('is the same each time, in what a header and a cookie hold unescaped', () => {
    expect(deriveRefreshToken(SUBJECT, SECRETS[0]!)).toBe(TOKEN);
    expect(TOKEN).toMatch(/^[\w-]{91}$/);
  });

  it('is another for each user, session, generation and secret', () => {
    const others = [
      deriveRefreshToken({ ...SUBJECT, userId: SUBJECT.sessionId }, SECRETS[0]!),
      deriveRefreshToken({ ...SUBJECT, sessionId: SUBJECT.userId }, SECRETS[0]!),
      deriveRefreshToken({ ...SUBJECT, generation: 8 }, SECRETS[0]!),
      deriveRefreshToken(SUBJECT, SECRETS[1]!),
    ];
    expect(new Set([TOKEN, ...others]).size).toBe(5);
  });

  it('is refused with any bit changed', () => {
    const bytes = Buffer.from(TOKEN, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const forged = Buffer.from(bytes);
      forged[i]! ^= 0x80;
      expect(readRefreshToken(forged.toString('base64url'), SECRETS)).toBeUndefined();
    }
  });

  it.each([
    ['empty', ''],
    ['cut', TOKEN.slice(0, -1)],
    ['cut by a byte', Buffer.from(TOKEN, 'base64url').subarray(0, -1).toString('base64url')],
    ['lengthened', `${TOKEN}A`],
    ['lengthened by a byte', `${TOKEN}AA`],
    ['padded', `${TOKEN}=`],
    ['with a blank', ` ${TOKEN}`],
    ['with the end of a line', `${TOKEN}\n`],
    ['with what decoders pass over', `${TOKEN.slice(0, 10)}!${TOKEN.slice(10)}`],
    ['in the other alphabet', `${TOKEN.slice(0, -1)}+`],
    ['in full width', `${TOKEN.slice(0, -1)}Ａ`],
    ['huge', 'A'.repeat(1_000_000)],
    ['of no secret of ours', deriveRefreshToken(SUBJECT, 'another secret')],
    [
      'of another purpose',
      deriveMailToken({ userId: SUBJECT.userId, purpose: 'verify_email', id: SUBJECT.sessionId }, SECRETS[0]!),
    ],
  ])('is refused %s', (_, token) => expect(readRefreshToken(token, SECRETS)).toBeUndefined());

  it('is refused where there are no secrets', () => expect(readRefreshToken(TOKEN, [])).toBeUndefined());

  it('is an HMAC-SHA256 over the subject', () => {
    const bytes = Buffer.from(TOKEN, 'base64url');
    const mac = createHmac('sha256', SECRETS[0]!).update(bytes.subarray(0, 36)).digest();
    expect(bytes.subarray(36).equals(mac)).toBe(true);
  });
});
