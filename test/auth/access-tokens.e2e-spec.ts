/** @no-pooler signatures */
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { useTestApp, useUser } from '../support/fixtures.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { claimsOf, refreshed } from '../support/tokens.js';

const ME = '/api/v1/users/me';
const secret = (letter: string) => `${letter}3kf9Qw${letter}zLr7Vn2Xp${letter}5Tb8Hc4Md6Gy1Ju`;
const pem = (type: 'ed25519' | 'rsa') => {
  const { privateKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  return { key: privateKey, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
};
const encode = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const headerOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<string, string>;

/** A token with the given header and claims, signed by whoever. */
function forge(header: object, claims: object, signature: (input: string) => Buffer | string): string {
  const input = `${encode(header)}.${encode(claims)}`;
  const made = signature(input);
  return `${input}.${typeof made === 'string' ? made : made.toString('base64url')}`;
}
const hs256 = (key: string | Buffer) => (input: string) => createHmac('sha256', key).update(input).digest();

describe('access tokens', () => {
  describe('forged (A8)', () => {
    const key = secret('f');
    const app = useTestApp({ env: { JWT_SECRET: key } });
    const ada = useUser(app, 'ada');
    let header: Record<string, string>;
    let claims: Record<string, unknown>;

    beforeAll(() => {
      header = headerOf(ada.token);
      claims = claimsOf(ada.token);
    });

    async function refused(token: string): Promise<void> {
      const { body, headers } = await app.api.get(ME, { ...ada, token }).expect(401);
      expect(body).toMatchObject({ error_code: 'INVALID_TOKEN' });
      expect(headers['www-authenticate']).toContain('Bearer');
    }

    it('the forgery itself is sound: a copy made with the real key is accepted', async () => {
      await app.api.get(ME, { ...ada, token: forge(header, claims, hs256(key)) }).expect(200);
    });

    it.each(['none', 'None', 'NONE', 'nOnE', 'HS384', 'HS512', 'RS256', 'ES256', 'PS256', 'EdDSA', '', null])(
      'alg %p',
      async (alg) => {
        for (const signature of [
          '',
          ada.token.split('.')[2] ?? '',
          hs256(key)(`${encode({ ...header, alg })}.${encode(claims)}`),
        ]) {
          await refused(forge({ ...header, alg }, claims, () => signature));
        }
      },
    );

    it('an empty, a foreign and a cut signature', async () => {
      const [head, body, signature] = ada.token.split('.');
      for (const other of ['', 'AAAA', signature?.slice(0, -2), `${signature}AA`])
        await refused(`${head}.${body}.${other}`);
      await refused(`${head}.${body}`);
      await refused(forge(header, claims, hs256(secret('g'))));
    });

    it.each([
      ['an embedded jwk', { jwk: { kty: 'oct', k: encode('evil') } }],
      ['jku', { jku: 'https://evil.example/jwks.json' }],
      ['x5u', { x5u: 'https://evil.example/cert.pem' }],
      ['crit', { crit: ['exp'] }],
      ['a kid that is a path', { kid: '../../../../dev/null' }],
      ['a kid that is SQL', { kid: "' UNION SELECT 'evil" }],
      ['a kid of the prototype', { kid: '__proto__' }],
      ['no kid', { kid: undefined }],
      ['another kid', { kid: encode('another key of thirty-two bytes.') }],
      ['another typ', { typ: 'JWT' }],
      ['no typ', { typ: undefined }],
    ])('%s', async (_name, change) => {
      for (const with_ of [key, 'evil', '', Buffer.alloc(1)])
        await refused(forge({ ...header, ...change }, claims, hs256(with_)));
    });

    it.each<[string, (now: number) => object]>([
      ['expired', (now) => ({ iat: now - 3600, exp: now - 1 })],
      ['without exp', () => ({ exp: undefined })],
      ['a text for exp', () => ({ exp: 'tomorrow' })],
      ['not valid yet', (now) => ({ nbf: now + 600 })],
      ['older than tokens are', (now) => ({ iat: now - 1900, exp: now + 600 })],
      ['without iat', () => ({ iat: undefined })],
      ['of another issuer', () => ({ iss: 'evil' })],
      ['for another audience', () => ({ aud: 'evil' })],
      ['without audience', () => ({ aud: undefined })],
      ['without session', () => ({ sid: undefined })],
      ['SQL for sub', () => ({ sub: "' OR 1=1", user_id: "' OR 1=1" })],
      ['two users', () => ({ user_id: '019abc12-3456-7def-8123-456789abcdef' })],
      ['without auth_time', () => ({ auth_time: undefined })],
    ])('%s', async (_name, change) => {
      await refused(forge(header, { ...claims, ...change(Math.floor(Date.now() / 1000)) }, hs256(key)));
    });

    it('what is no token at all', async () => {
      for (const token of [
        '',
        '.',
        '..',
        '...',
        'a.b.c',
        encode(header),
        `${encode(header)}.`,
        '\u00e9.\u00e9.\u00e9',
        'A'.repeat(5_000),
      ]) {
        const { body } = await app.api
          .get(ME)
          .set('Authorization', `Bearer ${encodeURI(token)}`)
          .expect(401);
        expect(body).toMatchObject({ error_code: 'INVALID_TOKEN' });
      }
      for (const value of ['Basic YTpi', ada.token, `Token ${ada.token}`])
        await app.api.get(ME).set('Authorization', value).expect(401);
    });
  });

  describe.each([
    ['EdDSA', 'ed25519'],
    ['RS256', 'rsa'],
  ] as const)('signed with %s', (alg, type) => {
    it('are accepted, published by a public key, and never by it as a secret', async () => {
      const { key, pem: JWT_PRIVATE_KEY } = pem(type);
      const shared = secret('s');
      await using app = await startTestApp({ env: { JWT_PRIVATE_KEY, JWT_SECRET: shared } });
      const ada = await app.api.newUser('ada');
      await app.api.get(ME, ada).expect(200);
      const next = await refreshed(app, ada);
      await app.api.get(ME, next).expect(200);
      const header = headerOf(ada.token);
      expect(header.alg).toBe(alg);

      const { body, headers } = await app.api.get('/.well-known/jwks.json').expect(200);
      expect(body).toEqual({ keys: [expect.objectContaining({ kid: header.kid, alg, use: 'sig' })] });
      expect(JSON.stringify(body)).not.toMatch(/"(d|p|q|k)":/);
      expect(headers['cache-control']).toContain('public');

      const claims = claimsOf(ada.token);
      const known = createPublicKey(key);
      const spki = known.export({ type: 'spki', format: 'pem' });
      const published = [
        spki,
        spki.toString().trim(),
        known.export({ type: 'spki', format: 'der' }),
        JSON.stringify((body as { keys: object[] }).keys[0]),
      ];
      const hsHeader = { ...header, alg: 'HS256' };
      for (const material of [...published, shared]) {
        await app.api.get(ME, { ...ada, token: forge(hsHeader, claims, hs256(material)) }).expect(401);
        await app.api.get(ME, { ...ada, token: forge(header, claims, hs256(material)) }).expect(401);
      }
      const other = pem(type).key;
      const asOther = (input: string) => sign(type === 'rsa' ? 'sha256' : null, Buffer.from(input), other);
      await app.api.get(ME, { ...ada, token: forge(header, claims, asOther) }).expect(401);
      const asOwn = (input: string) => sign(type === 'rsa' ? 'sha256' : null, Buffer.from(input), key);
      await app.api.get(ME, { ...ada, token: forge(header, claims, asOwn) }).expect(200);
      for (const change of [
        { exp: 1 },
        { exp: undefined },
        { iss: 'evil' },
        { aud: 'evil' },
        { nbf: claims.iat + 600 },
        { iat: claims.iat - 1900 },
        { iat: undefined },
      ]) {
        await app.api.get(ME, { ...ada, token: forge(header, { ...claims, ...change }, asOwn) }).expect(401);
      }
      await app.api.post('/api/v1/auth/logout', ada).expect(204);
      await app.api.get(ME, ada).expect(401);
    });
  });

  describe('through a change of keys', () => {
    const [first, second] = [secret('a'), secret('b')];
    const [ed, rsa] = [pem('ed25519').pem, pem('rsa').pem];
    const shared = { REFRESH_TOKEN_SECRET: secret('r'), JWT_PREVIOUS_SECRETS: '' };
    const stages: Record<string, string>[] = [
      { JWT_SECRET: first },
      { JWT_SECRET: second, JWT_PREVIOUS_SECRETS: first },
      { JWT_SECRET: '', JWT_PREVIOUS_SECRETS: second, JWT_PRIVATE_KEY: ed.replaceAll('\n', '\\n') },
      { JWT_SECRET: '', JWT_PRIVATE_KEY: rsa, JWT_PREVIOUS_KEYS: ed },
    ];
    const apps: TestApp[] = [];
    for (const env of stages) apps.push(useTestApp({ beside: apps.at(-1), env: { ...shared, ...env } }));

    it('live on: secret, next secret, private key, next private key', async () => {
      let user = await apps[0]!.api.newUser('ada');
      for (const app of apps) {
        await app.api.get(ME, user).expect(200);
        user = await refreshed(app, user);
        await app.api.get(ME, user).expect(200);
      }
      expect(headerOf(user.token).alg).toBe('RS256');
      const { body } = await apps.at(-1)!.api.get('/.well-known/jwks.json').expect(200);
      expect((body as { keys: { alg: string }[] }).keys.map(({ alg }) => alg)).toEqual(['RS256', 'EdDSA']);
    });
  });

  it('are refused when their key is gone', async () => {
    await using app = await startTestApp({ env: { JWT_SECRET: secret('c') } });
    const ada = await app.api.newUser('ada');
    await using changed = await startTestApp({ beside: app, env: { JWT_SECRET: secret('d') } });
    await changed.api.get(ME, ada).expect(401);
    expect((await changed.api.get('/.well-known/jwks.json').expect(200)).body).toEqual({ keys: [] });
  });
});
