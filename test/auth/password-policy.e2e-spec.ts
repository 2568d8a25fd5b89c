/** @no-pooler rules; its statements are of kinds that others send through one */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirstSuperuserService } from '../../src/admin/first-superuser.service.js';
import { useMailServer, useTestApp } from '../support/fixtures.js';
import { useResource } from '../support/resource.js';
import { startTestApp } from '../support/test-app.js';

const GOOD = 'a quiet harbour at dawn';
const ADA = { email: 'countess.byron@quuxcorp.org', username: 'enchantress', full_name: 'Ada Wolverstone' };
const PERSONAL = ['Enchantress1!', 'W0lverst0ne1815!', 'Byron#1815xQ', 'Quuxcorp2024!'];

const weak = (pointer: string, code: string) => ({ error_code: 'WEAK_PASSWORD', errors: [{ pointer, code }] });

describe('the password policy', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { PUBLIC_URL: 'https://app.example.org/' } });

  beforeAll(async () => {
    await app.api.post('/api/v1/auth/register', undefined, { ...ADA, password: GOOD }).expect(201);
  });

  it.each(PERSONAL)(
    'refuses %s, which holds a word of its owner, wherever a password is set (A11)',
    async (password) => {
      const newcomer = { ...ADA, email: 'byron2@quuxcorp.org', username: 'enchantress2', password };
      const registered = await app.api.post('/api/v1/auth/register', undefined, newcomer).expect(422);
      expect(registered.body).toMatchObject(weak('/password', 'TOO_PERSONAL'));

      const ada = await app.api.login({ id: '', ...ADA, password: GOOD });
      const change = { current_password: GOOD, new_password: password };
      const changed = await app.api.post('/api/v1/users/me/password', ada, change).expect(422);
      expect(changed.body).toMatchObject(weak('/new_password', 'TOO_PERSONAL'));

      await expect(app.nest.get(FirstSuperuserService).create(newcomer)).rejects.toMatchObject({
        definition: { code: 'WEAK_PASSWORD' },
      });
    },
  );

  it('refuses it at a reset too, which leaves the link good', async () => {
    await app.api.post('/api/v1/auth/forgot-password', undefined, { email: ADA.email }).expect(202);
    const { token } = await mail.next(ADA.email, /Choose a new password/);
    const reset = (new_password: string) =>
      app.api.post('/api/v1/auth/reset-password', undefined, { token, new_password });
    for (const password of PERSONAL) {
      const { body } = await reset(password).expect(422);
      expect(body).toMatchObject(weak('/new_password', 'TOO_PERSONAL'));
    }
    const common = await reset('Aa123456!').expect(422);
    expect(common.body).toMatchObject(weak('/new_password', 'TOO_COMMON'));
    await reset(GOOD).expect(204);
  });
});

describe('a policy without composition', () => {
  it.each([
    [{ PASSWORD_COMPOSITION: 'off' }, 'kestrel obo', 'kestrel oboe'],
    [{ PASSWORD_COMPOSITION: 'off', PASSWORD_MIN_LENGTH: '10' }, 'kestrelob', 'kestrelobo'],
    [{ PASSWORD_MIN_LENGTH: '10' }, 'kT7#vRq2x', 'kT7#vRq2xW'],
  ])('%j asks for length', async (env, short, enough) => {
    await using app = await startTestApp({ env });

    const register = (password: string) => app.api.post('/api/v1/auth/register', undefined, { ...ADA, password });
    expect((await register(short).expect(422)).body).toMatchObject(weak('/password', 'TOO_SHORT'));
    await register(enough).expect(201);
  });
});

describe('a breach service', () => {
  const LEAKED = 'a leaked harbour at dawn';
  const digest = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
  let asked: string[];
  const service = createServer((req, res) => {
    asked.push(req.url ?? '');
    res.end(`${digest(LEAKED).slice(5)}:12\r\n`);
  });
  useResource(async () => {
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    return () => service.close();
  });
  const app = useTestApp(() => ({
    env: { PASSWORD_BREACH_CHECK: `http://127.0.0.1:${(service.address() as AddressInfo).port}/range` },
  }));
  beforeEach(() => void (asked = []));

  it('is asked where a password is set, after the current one is proven, and never at login', async () => {
    const register = (password: string) => app.api.post('/api/v1/auth/register', undefined, { ...ADA, password });
    expect((await register(LEAKED).expect(422)).body).toMatchObject(weak('/password', 'BREACHED'));
    await register(GOOD).expect(201);
    expect(asked).toHaveLength(2);

    const ada = await app.api.login({ id: '', ...ADA, password: GOOD });
    const change = (current_password: string) =>
      app.api.post('/api/v1/users/me/password', ada, { current_password, new_password: LEAKED });
    expect((await change('wrong').expect(422)).body).toMatchObject({ error_code: 'WRONG_PASSWORD' });
    expect(asked).toHaveLength(2);
    expect((await change(GOOD).expect(422)).body).toMatchObject(weak('/new_password', 'BREACHED'));
    expect(asked).toHaveLength(3);
  });
});
