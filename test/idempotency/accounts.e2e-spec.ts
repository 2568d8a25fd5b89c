import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { TestUser } from '../support/api-client.js';
import { useConnection, useMailServer, useTestApp } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';
import { testSecrets } from '../support/test-config.js';

const PASSWORD = 'a quiet harbour at dawn';
const NEXT = 'a louder harbour at dusk';

describe('an Idempotency-Key of the account side', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { EMAIL_VERIFICATION: 'optional' } });
  const admin = useConnection(app);

  const person = (name: string) => ({
    email: `${name}@example.org`,
    username: name,
    full_name: `The ${name}`,
    password: PASSWORD,
  });
  const register = (key: string, body: object, { path = '/api/v1/auth/register', on = app } = {}) =>
    on.api.post(path, undefined, body).set('Idempotency-Key', key);
  const count = async (sql: string, ...parameters: unknown[]) =>
    Number((await admin.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, parameters)).rows[0]?.n);
  const events = (event: string, userId: string) =>
    count('audit_events WHERE event = $1 AND user_id = $2', event, userId);

  describe('registration', () => {
    it('makes one account of twenty parallel requests, and one answer', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => register('parallel', person('parallel'))));
      expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(201));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
      expect(await count(`users WHERE username = 'parallel'`)).toBe(1);
      expect(await events('user.registered', (answers[0]!.body as { id: string }).id)).toBe(1);
    });

    it('is repeated at both of its paths, by another instance, and whatever the order of members', async () => {
      const first = await register('paths', person('paths')).expect(201);
      const { password, full_name, ...rest } = person('paths');
      await using other = await startTestApp({ beside: app });

      const options = { path: '/api/users', on: other };
      const again = await register('paths', { password, full_name, ...rest }, options).expect(201);
      expect(again.text).toBe(first.text);
      expect(again.headers['content-type']).toBe(first.headers['content-type']);
      expect(again.headers['idempotency-replayed']).toBe('true');
    });

    it('is the same after a change of the username and of the name', async () => {
      const first = await register('renamed', person('renamed')).expect(201);
      const { id } = first.body as { id: string };
      await admin.query(`UPDATE users SET username = 'renamed-since', full_name = 'X' WHERE id = $1`, [id]);
      expect((await register('renamed', person('renamed')).expect(201)).text).toBe(first.text);
      await admin.query(`UPDATE users SET username = 'renamed', email = 'since@example.org' WHERE id = $1`, [id]);
      expect((await register('renamed', person('renamed')).expect(201)).text).toBe(first.text);
    });

    it.each<[string, object]>([
      ['another password', { password: NEXT }],
      ['another name', { full_name: 'Mallory' }],
      ['another username', { username: 'mallory' }],
      ['another spelling of the address', { email: 'Stranger@Example.ORG' }],
    ])('tells a stranger with %s nothing but that the address is taken', async (_, fields) => {
      await register('stranger', person('stranger'));
      const same = ({ status, body, headers }: { status: number; body: object; headers: object }) => ({
        status,
        body: { ...body, request_id: '', timestamp: '' },
        headers: Object.keys(headers).sort(),
      });
      const withKey = await register('stranger', { ...person('stranger'), ...fields });
      const without = await app.api.post('/api/v1/auth/register', undefined, { ...person('stranger'), ...fields });
      expect(withKey.body).toMatchObject({ error_code: 'EMAIL_TAKEN' });
      expect(same(withKey)).toEqual(same(without));
    });

    it('is refused with another key, or without one', async () => {
      await register('first', person('first')).expect(201);
      await register('second', person('first')).expect(409);
      await app.api.post('/api/v1/auth/register', undefined, person('first')).expect(409);
    });

    it('keeps no failure, and forgets the key after 24 hours', async () => {
      await register('failed', { ...person('failed'), password: 'x' }).expect(422);
      await register('failed', person('failed')).expect(201);
      app.clock.advance({ minutes: 24 * 60 + 1 });
      await register('failed', person('failed')).expect(409);
      app.clock.advance({ minutes: -(24 * 60 + 1) });
    });

    it('stands after the secret was changed, as long as the one before it is known', async () => {
      const first = await register('rotated', person('rotated')).expect(201);
      const { REFRESH_TOKEN_SECRET } = testSecrets();
      const before = { REFRESH_TOKEN_PREVIOUS_SECRETS: app.env.REFRESH_TOKEN_SECRET! };
      await using knowing = await startTestApp({ beside: app, env: { REFRESH_TOKEN_SECRET, ...before } });
      await using forgetful = await startTestApp({ beside: app, env: { REFRESH_TOKEN_SECRET } });

      expect((await register('rotated', person('rotated'), { on: knowing }).expect(201)).text).toBe(first.text);
      await register('rotated', person('rotated'), { on: forgetful }).expect(409);
    });

    it('keeps nothing by which someone who reads the table could try passwords', async () => {
      await register('offline', person('offline')).expect(201);
      const { rows } = await admin.query<{ request_hash: Buffer; row: string }>(
        `SELECT request_hash, k::text AS row FROM idempotency_keys k WHERE key = 'offline'`,
      );
      const body = person('offline');
      const operations = [['register'], ['POST', '/api/v1/auth/register', '']];
      const plain = operations.flatMap((operation) => [
        canonicalize([...operation, body])!,
        JSON.stringify([...operation, body]),
      ]);
      const hashes = plain.map((text) => createHash('sha256').update(text).digest('hex'));
      expect(rows).toHaveLength(1);
      expect(rows[0]!.request_hash).toHaveLength(32);
      expect(hashes).not.toContain(rows[0]!.request_hash.toString('hex'));
      expect(rows[0]!.row).not.toContain(PASSWORD);
    });
  });

  describe('a change of the password', () => {
    const change = (user: TestUser, key: string, current_password: string, new_password: string) =>
      app.api.post('/api/v1/users/me/password', user, { current_password, new_password }).set('Idempotency-Key', key);

    it('is done once, and the repeat gets the answer instead of WRONG_PASSWORD', async () => {
      const ada = await app.api.newUser('ada');
      const first = await change(ada, 'password', ada.password, NEXT).expect(204);
      const again = await change(ada, 'password', ada.password, NEXT).expect(204);
      expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([
        undefined,
        'true',
      ]);
      expect([first.text, again.text]).toEqual(['', '']);
      expect(again.headers['content-type']).toBeUndefined();
      expect(await events('password.changed', ada.id)).toBe(1);
      expect(await events('password.proof_failed', ada.id)).toBe(0);
      await app.api.login({ ...ada, password: NEXT });
    });

    it('is done once by parallel requests', async () => {
      const ada = await app.api.newUser('ada');
      const answers = await Promise.all(Array.from({ length: 5 }, () => change(ada, 'twice', ada.password, NEXT)));
      expect(answers.map(({ status }) => status)).toEqual(Array<number>(5).fill(204));
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
      expect(await events('password.changed', ada.id)).toBe(1);
    });

    it('refuses another body under the key, before the password is looked at, and keeps no failure', async () => {
      const ada = await app.api.newUser('ada');
      await change(ada, 'other', 'not her password', NEXT).expect(422);
      await change(ada, 'other', ada.password, NEXT).expect(204);
      for (const current of [ada.password, NEXT]) {
        const { body } = await change(ada, 'other', current, 'a third harbour at noon').expect(422);
        expect(body).toMatchObject({ error_code: 'IDEMPOTENCY_KEY_REUSED' });
      }
      expect(await events('password.proof_failed', ada.id)).toBe(1);
      await app.api.login({ ...ada, password: NEXT });
    });

    it('rolls back as one: no key is kept where nothing was changed', async () => {
      const ada = await app.api.newUser('ada');
      await admin.query(
        `ALTER TABLE idempotency_keys ADD CONSTRAINT broken CHECK (status IS DISTINCT FROM 204) NOT VALID`,
      );
      try {
        expect((await change(ada, 'broken', ada.password, NEXT)).status).toBe(500);
      } finally {
        await admin.query('ALTER TABLE idempotency_keys DROP CONSTRAINT broken');
      }
      expect(await events('password.changed', ada.id)).toBe(0);
      await app.api.get('/api/v1/users/me', ada).expect(200);
      await app.api.login(ada);
      await change(ada, 'broken', ada.password, NEXT).expect(204);
    });
  });

  describe('a change of the e-mail address', () => {
    const change = (user: TestUser, key: string, email: string) =>
      app.api
        .post('/api/v1/users/me/email', user, { email, current_password: user.password })
        .set('Idempotency-Key', key);

    it('mails one link', async () => {
      const ada = await app.api.newUser('ada');
      const email = `next-${ada.email}`;
      await change(ada, 'email', email).expect(202);
      const { headers, text } = await change(ada, 'email', email).expect(202);
      expect([headers['idempotency-replayed'], text]).toEqual(['true', '']);
      expect(await events('email.change_requested', ada.id)).toBe(1);
      const { body } = await change(ada, 'email', `third-${ada.email}`).expect(422);
      expect(body).toMatchObject({ error_code: 'IDEMPOTENCY_KEY_REUSED' });
      await mail.next(email, /Confirm/);
    });

    it('keeps no answer of a request whose mail was one too many', async () => {
      const ada = await app.api.newUser('ada');
      for (let i = 0; i < 6; i++) await change(ada, `quota ${i}`, `quota${i}-${ada.email}`).expect(202);
      expect(await count('idempotency_keys WHERE user_id = $1', ada.id)).toBe(5);
    });
  });

  it('stands in its user’s own rows, and goes with the account', async () => {
    const { body } = await register('gone', person('gone')).expect(201);
    const { id } = body as { id: string };
    expect(await count('idempotency_keys WHERE user_id = $1', id)).toBe(1);
    const gone = await app.api.login({ ...person('gone'), id });
    await app.api.delete('/api/v1/users/me', gone).expect(204);
    expect(await count(`idempotency_keys WHERE key = 'gone'`)).toBe(0);
    const again = await register('gone', person('gone')).expect(201);
    expect(again.headers['idempotency-replayed']).toBeUndefined();
  });
});
