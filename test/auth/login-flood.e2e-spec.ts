/** @no-pooler hashes */
import { HashCost, PRODUCTION_HASH_COST } from '../../src/auth/passwords/password-hasher.service.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const LOGINS = 200;

describe('200 logins at once', () => {
  const app = useTestApp({
    override: (builder) => builder.overrideProvider(HashCost).useValue(PRODUCTION_HASH_COST),
  });
  const ada = useUser(app, 'ada');
  let device: string;

  beforeAll(async () => {
    const { headers } = await login().expect(200);
    device = (headers['set-cookie'] as unknown as string[])[0]!.split(';', 1)[0]!;
  });

  const login = () => app.api.post('/api/v1/auth/login', undefined, { username: ada.email, password: ada.password });

  it('keep neither others from reading nor known devices from logging in, and those past the queue are told to come back', async () => {
    let over = false;
    const logins = Promise.all(
      Array.from({ length: LOGINS }, (_, i) =>
        app.api.post('/api/v1/auth/login', undefined, { username: `nobody${i}`, password: 'wrong' }),
      ),
    ).finally(() => (over = true));
    const reads: number[] = [];
    let entered = 0;
    while (!over) {
      // A device that is known waits for none of them.
      if (reads.length % 5 === 4) {
        await login().set('Cookie', device).expect(200);
        entered++;
      }
      const begun = performance.now();
      await app.api.get('/api/v1/me/tasks', ada).expect(200);
      reads.push(performance.now() - begun);
    }
    const answers = await logins;
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.length - refused.length).toBe(answers.filter(({ status }) => status === 401).length);
    expect(refused.length).toBeGreaterThan(LOGINS / 4);
    for (const { body, headers } of refused)
      expect([body.error_code, headers['retry-after']]).toEqual(['TOO_BUSY', '2']);
    expect(entered).toBeGreaterThan(2);
    expect(reads.length).toBeGreaterThan(10);
    expect(reads.sort((a, b) => a - b)[Math.floor(reads.length / 2)]).toBeLessThan(250);
  });
});
