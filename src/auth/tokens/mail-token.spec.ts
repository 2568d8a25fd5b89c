import { createHmac } from 'node:crypto';
import { deriveMailToken, LINK_PURPOSES, readMailToken } from './mail-token.js';
import { deriveRefreshToken } from './refresh-token.js';

const SECRETS = ['the secret in use', 'the secret before it'];
const SUBJECT = {
  userId: '01a1fd5b-f6cc-77cc-9f75-62489816259f',
  purpose: 'reset_password',
  id: '01a1fd5b-f6cc-77cc-9f75-6248981625a0',
} as const;
const TOKEN = deriveMailToken(SUBJECT, SECRETS[0]!);

describe('the token of a mailed link', () => {
  it.each(LINK_PURPOSES)('to %s is for that, under any of the secrets', (purpose) => {
    for (const secret of SECRETS) {
      const subject = { ...SUBJECT, purpose };
      expect(readMailToken(deriveMailToken(subject, secret), SECRETS)).toEqual(subject);
    }
  });

  it('is another for each purpose, in what a URL holds unescaped', () => {
    const tokens = LINK_PURPOSES.map((purpose) => deriveMailToken({ ...SUBJECT, purpose }, SECRETS[0]!));
    expect(new Set(tokens).size).toBe(LINK_PURPOSES.length);
    expect(tokens.join('')).toMatch(/^[\w-]+$/);
  });

  it('is refused with any bit changed, those of the purpose too', () => {
    const bytes = Buffer.from(TOKEN, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const forged = Buffer.from(bytes);
      forged[i]! ^= 1;
      expect(readMailToken(forged.toString('base64url'), SECRETS)).toBeNull();
    }
  });

  it('is refused for a purpose that nobody knows, though we had signed it', () => {
    const payload = Buffer.from(TOKEN, 'base64url').subarray(0, 33);
    payload.writeUInt8(LINK_PURPOSES.length, 0);
    const mac = createHmac('sha256', SECRETS[0]!).update('taskward mail token\0').update(payload).digest();
    expect(readMailToken(Buffer.concat([payload, mac]).toString('base64url'), SECRETS)).toBeNull();
  });

  it.each([
    ['empty', ''],
    ['cut', TOKEN.slice(0, -1)],
    ['lengthened', `${TOKEN}AA`],
    ['padded', `${TOKEN}=`],
    ['with the end of a line', `${TOKEN}\n`],
    ['with what decoders pass over', `${TOKEN.slice(0, 10)}!${TOKEN.slice(10)}`],
    ['huge', 'A'.repeat(1_000_000)],
    ['of no secret of ours', deriveMailToken(SUBJECT, 'another secret')],
    [
      'of another kind',
      deriveRefreshToken({ userId: SUBJECT.userId, sessionId: SUBJECT.id, generation: 1 }, SECRETS[0]!),
    ],
  ])('is refused %s', (_, token) => expect(readMailToken(token, SECRETS)).toBeNull());
});
