/** @no-pooler rules; its statements are of kinds that others send through one */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { useTestApp, useUser } from '../support/fixtures.js';
import { refresh } from '../support/tokens.js';

const ME = '/api/v1/users/me';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Other texts that a lenient decoder reads as the same bytes. */
function spellings(text: string): string[] {
  const bytes = Buffer.from(text, 'base64url');
  const last = ALPHABET.indexOf(text.at(-1)!);
  const spareBits = (text.length * 6) % 8;
  const others = Array.from({ length: 2 ** spareBits - 1 }, (_, i) => text.slice(0, -1) + ALPHABET[last ^ (i + 1)]!);
  const middle = text.length >> 1;
  others.push(
    `${text}=`,
    `${text}==`,
    bytes.toString('base64'),
    text.replaceAll('-', '+').replaceAll('_', '/'),
    `${text.slice(0, middle)} ${text.slice(middle)}`,
    `${text.slice(0, middle)}*${text.slice(middle)}`,
    `${text}.`,
    `${text}A`,
  );
  return others.filter((other) => other !== text);
}

/** The order of the group of Ed25519 (RFC 8032, section 5.1). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Numbers that are equal to a signature's by the rules of its group, but are not it. */
function malleations(signature: string, key: KeyObject): string[] {
  const bytes = Buffer.from(signature, 'base64url');
  const { n } = createPublicKey(key).export({ format: 'jwk' });
  if (n !== undefined) {
    const sum = BigInt(`0x${bytes.toString('hex')}`) + BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
    return [Buffer.from(sum.toString(16).padStart(514, '0'), 'hex'), Buffer.concat([Buffer.alloc(1), bytes])].map(
      (buffer) => buffer.toString('base64url'),
    );
  }
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`);
  return [1n, 2n, 7n].map((times) => {
    const sum = Buffer.from((s + times * L).toString(16).padStart(64, '0'), 'hex').reverse();
    return Buffer.concat([bytes.subarray(0, 32), sum]).toString('base64url');
  });
}

describe('of a valid token there is one spelling (A8)', () => {
  const keys = {
    HS256: undefined,
    EdDSA: generateKeyPairSync('ed25519').privateKey,
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  };

  describe.each(Object.entries(keys))('with %s', (_, key) => {
    const JWT_PRIVATE_KEY = key?.export({ type: 'pkcs8', format: 'pem' }) as string | undefined;
    const app = useTestApp({ env: { AUTH_COOKIES: 'true', ...(JWT_PRIVATE_KEY && { JWT_PRIVATE_KEY }) } });
    const ada = useUser(app, 'ada');

    const bearing = (authorization: string) => app.api.get(ME).set('Authorization', authorization);
    const withCookie = (token: string) => app.api.get(ME).set('Cookie', `a=b; __Host-access=${token}; c=d`);

    it('an access token, in the header and in the cookie', async () => {
      await bearing(`Bearer ${ada.token}`).expect(200);
      await withCookie(ada.token).expect(200);
      const [head, payload, signature] = ada.token.split('.') as [string, string, string];
      const forged = [
        ...spellings(signature).map((other) => `${head}.${payload}.${other}`),
        ...spellings(payload).map((other) => `${head}.${other}.${signature}`),
        ...spellings(head).map((other) => `${other}.${payload}.${signature}`),
        ...(key ? malleations(signature, key) : []).map((other) => `${head}.${payload}.${other}`),
        `.${ada.token}`,
        `${ada.token}.`,
        `${ada.token}.${signature}`,
      ];
      for (const token of forged) {
        expect([token, (await bearing(`Bearer ${token}`)).status]).toEqual([token, 401]);
        expect([token, (await withCookie(token)).status]).toEqual([token, 401]);
      }
    });

    it('a header that bears it', async () => {
      const headers = [`Bearer ${ada.token} more`, `Bearer ${ada.token}, Bearer ${ada.token}`, `Bearer\t${ada.token}`];
      for (const header of headers) await bearing(header).expect(401);
    });
  });

  describe('whatever signs', () => {
    const app = useTestApp({ env: { AUTH_COOKIES: 'true' } });
    const ada = useUser(app, 'ada');

    it('a refresh token', async () => {
      for (const token of [...spellings(ada.refreshToken), ` ${ada.refreshToken}`, `${ada.refreshToken} `])
        expect([token, (await refresh(app, token)).status]).toEqual([token, 401]);
      await refresh(app, ada.refreshToken).expect(200);
    });

    it('a refresh cookie, and its CSRF token', async () => {
      const credentials = { username: ada.email, password: ada.password };
      const { headers, body } = await app.api.post('/api/v1/auth/cookie-session', undefined, credentials).expect(200);
      const cookie = (headers['set-cookie'] as unknown as string[]).find((text) =>
        text.startsWith('__Secure-refresh='),
      )!;
      const token = cookie.slice('__Secure-refresh='.length, cookie.indexOf(';'));
      const csrf = (body as { csrf_token: string }).csrf_token;
      const send = (refreshToken: string, csrfToken: string) =>
        app.api
          .post('/api/v1/auth/refresh')
          .set('Cookie', `__Secure-refresh=${refreshToken}`)
          .set('X-CSRF-Token', csrfToken);
      for (const other of spellings(token)) expect([other, (await send(other, csrf)).status]).toEqual([other, 401]);
      for (const other of spellings(csrf)) expect([other, (await send(token, other)).status]).toEqual([other, 403]);
      await send(token, csrf).expect(200);
    });
  });
});
