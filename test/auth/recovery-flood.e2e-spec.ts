/** @no-pooler rules; its statements are of kinds that others send through one */
import { HashCost, PRODUCTION_HASH_COST } from '../../src/auth/passwords/password-hasher.service.js';
import { within } from '../support/eventually.js';
import { useMailServer, useTestApp } from '../support/fixtures.js';

const FLOODING = 100;

describe('a flood of logins by any names (A10)', () => {
  const mail = useMailServer();
  const app = useTestApp({
    mail,
    env: { PUBLIC_URL: 'https://app.example.org' },
    override: (builder) => builder.overrideProvider(HashCost).useValue(PRODUCTION_HASH_COST),
  });

  const post = (path: string, body: object) => app.api.post(`/api/v1/auth/${path}`, undefined, body);

  it('keeps nobody from setting a new password with a mailed link', async () => {
    let refused = 0;
    for (let i = 1; i <= 3; i++) {
      const ada = await app.api.newUser('ada');
      await post('forgot-password', { email: ada.email }).expect(202);
      const { token } = await mail.next(ada.email, /Choose a new password/);
      let over = false;
      const flood = Array.from({ length: FLOODING }, async (_, n) => {
        while (!over)
          if ((await post('login', { username: `nobody${n}`, password: 'wrong' })).status === 503) refused++;
      });
      await within(20_000, () => expect(refused).toBeGreaterThan(i * FLOODING));
      const reset = await post('reset-password', { token, new_password: 'an entirely different phrase' });
      over = true;
      await Promise.all(flood);
      expect(reset.status).toBe(204);
    }
  });
});
