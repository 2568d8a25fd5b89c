/** @hostile-role */
import { PasswordHasherService } from '../../src/auth/passwords/password-hasher.service.js';
import { behind } from '../support/behind.js';
import { useTestApp, useUserPerTest } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

/** Counts how often the hash of an account, not the dummy, was evaluated. */
class CountingHasher extends PasswordHasherService {
  evaluated = 0;

  override verify(turn: Disposable, hash: string | undefined, password: string): Promise<boolean> {
    if (hash !== undefined) this.evaluated++;
    return super.verify(turn, hash, password);
  }
}

describe('lockout', () => {
  const hasher = new CountingHasher({ memoryCost: 64, timeCost: 1 });
  const app = useTestApp({ override: (builder) => builder.overrideProvider(PasswordHasherService).useValue(hasher) });
  const ada = useUserPerTest(app, 'ada');
  beforeEach(() => void (hasher.evaluated = 0));

  const login = (username: string, password: string, on = app) =>
    on.api.post('/api/v1/auth/login', undefined, { username, password });
  const fail = async (times: number, user = ada) => {
    for (let i = 0; i < times; i++) await login(user.email, 'wrong').expect(401);
  };

  it('evaluates at most five of fifty parallel guesses, and refuses the right password after them', async () => {
    await using two = await startTestApp({
      beside: app,
      override: (builder) => builder.overrideProvider(PasswordHasherService).useValue(hasher),
    });
    const guesses = Array.from({ length: 50 }, (_, i) =>
      login(i % 3 ? ada.email : ada.username, `guess ${i}`, i % 2 ? app : two),
    );
    for (const { status } of await Promise.all(guesses)) expect(status).toBe(401);
    expect(hasher.evaluated).toBeLessThanOrEqual(5);
    expect(hasher.evaluated).toBeGreaterThan(0);
    await login(ada.email, ada.password).expect(401);
  });

  it('evaluates no more than five either of a device that is known', async () => {
    const { headers } = await login(ada.email, ada.password).expect(200);
    const device = (headers['set-cookie'] as unknown as string[])[0]!.split(';', 1)[0]!;
    hasher.evaluated = 0;
    const guesses = Array.from({ length: 50 }, (_, i) => login(ada.email, `guess ${i}`).set('Cookie', device));
    for (const { status } of await Promise.all(guesses)) expect(status).toBe(401);
    expect(hasher.evaluated).toBeLessThanOrEqual(5);
    expect(hasher.evaluated).toBeGreaterThan(0);
    await login(ada.email, ada.password).set('Cookie', device).expect(401);
  });

  it('locks for 15 minutes after five failures, then for 30, and ends by itself', async () => {
    await fail(4);
    await login(ada.email, ada.password).expect(200);
    await fail(5);
    await login(ada.email, ada.password).expect(401);
    app.clock.advance({ minutes: 14 });
    await login(ada.username, ada.password).expect(401);
    app.clock.advance({ minutes: 1 });
    await fail(5);
    app.clock.advance({ minutes: 29 });
    await login(ada.email, ada.password).expect(401);
    app.clock.advance({ minutes: 1 });
    await login(ada.email, ada.password).expect(200);
    expect(await behind(app, 'SELECT source FROM login_attempts WHERE user_id = $1', [ada.id])).toEqual([]);
  });

  it('doubles up to an hour and no further', async () => {
    await fail(1);
    await behind(app, 'UPDATE login_attempts SET failed_count = 1000004 WHERE user_id = $1', [ada.id]);
    await fail(1);
    const [row] = await behind<{ locked_until: Date }>(
      app,
      'SELECT locked_until FROM login_attempts WHERE user_id = $1',
      [ada.id],
    );
    const minutes = (row!.locked_until.getTime() - app.clock.now()) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThanOrEqual(60);
  });

  it('leaves the row of the account as it is, whether the login fails or not', async () => {
    const row = () => behind(app, 'SELECT xmin::text, ctid::text, users.* FROM users WHERE id = $1', [ada.id]);
    const before = await row();
    await fail(5);
    app.clock.advance({ minutes: 15 });
    await login(ada.email, ada.password).expect(200);
    expect(await row()).toEqual(before);
  });

  it('leaves live sessions alone', async () => {
    await fail(5);
    await app.api.get('/api/v1/me/tasks', ada).expect(200);
  });

  it('holds on an instance that was started afterwards', async () => {
    await fail(5);
    await using two = await startTestApp({ beside: app });
    await login(ada.email, ada.password, two).expect(401);
  });

  it('answers unknown, wrong, locked and disabled alike', async () => {
    const [locked, disabled] = [await app.api.newUser('locked'), await app.api.newUser('disabled')];
    await fail(5, locked);
    await behind(app, 'UPDATE users SET is_active = false WHERE id = $1', [disabled.id]);
    const answers = await Promise.all([
      login('nobody@example.org', ada.password),
      login(ada.email, 'wrong'),
      login(locked.email, locked.password),
      login(disabled.email, disabled.password),
    ]);
    const shapes = answers.map(({ status, body, headers }) => {
      const { request_id: _id, timestamp: _at, ...rest } = body as Record<string, unknown>;
      const { 'x-request-id': _request, date: _date, ratelimit: _limit, ...others } = headers as Record<string, string>;
      return { status, rest, others };
    });
    for (const shape of shapes) expect(shape).toEqual(shapes[0]);
    expect(shapes[0]?.status).toBe(401);
  });

  it('does not lock out devices that log in at once with the right password', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await login(ada.email, ada.password)).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('gives the excess of 200 parallel logins 503, counts none of it, and goes on reading', async () => {
    const [logins, reads] = await Promise.all([
      Promise.all(Array.from({ length: 200 }, async () => (await login(ada.email, ada.password)).status)),
      Promise.all(Array.from({ length: 20 }, async () => (await app.api.get('/api/v1/me/tasks', ada)).status)),
    ]);
    expect(new Set(reads)).toEqual(new Set([200]));
    expect([...new Set(logins)].sort()).toEqual([200, 503]);
    await login(ada.email, ada.password).expect(200);
  });
});
