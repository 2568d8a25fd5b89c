/** @no-pooler the cost of hashes */
import { HashCost, PRODUCTION_HASH_COST } from '../../src/auth/passwords/password-hasher.service.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useTestApp } from '../support/fixtures.js';

/** Interleaved, so that whatever else the machine does falls on all kinds alike. */
const ROUNDS = 20;

/**
 * A hash that is left out for one kind makes it take a tenth of the time, whatever the machine is doing. How close the
 * kinds are on a quiet machine is for `bench/login-timing.ts` to measure.
 */
const TOLERANCE = 0.5;

describe('the time of a login', () => {
  const app = useTestApp({
    override: (builder) => builder.overrideProvider(HashCost).useValue(PRODUCTION_HASH_COST),
  });

  it('tells nothing: unknown, wrong, locked and disabled all pay for a hash', async () => {
    const wrong = await Promise.all(Array.from({ length: ROUNDS / 2 }, () => app.api.newUser('wrong')));
    const [locked, disabled] = [await app.api.newUser('locked'), await app.api.newUser('disabled')];
    await behind(
      app,
      `INSERT INTO login_attempts (user_id, source, failed_count, failed_at, locked_until)
       VALUES ($1, '127.0.0.1', 5, now(), now() + interval '1 hour')`,
      [locked.id],
    );
    await behind(app, 'UPDATE users SET is_active = false WHERE id = $1', [disabled.id]);
    const kinds: Record<string, (round: number) => Pick<TestUser, 'email'>> = {
      unknown: (round) => ({ email: `nobody${round}@example.org` }),
      wrong: (round) => wrong[round % wrong.length]!,
      locked: () => locked,
      disabled: () => disabled,
    };
    const medians = Object.values(await measure(kinds));
    expect(Math.max(...medians) / Math.min(...medians) - 1).toBeLessThan(TOLERANCE);
  }, 120_000);

  async function measure(kinds: Record<string, (round: number) => Pick<TestUser, 'email'>>) {
    const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
    for (let round = -2; round < ROUNDS; round++) {
      for (const [kind, pick] of Object.entries(kinds)) {
        const { email } = pick(Math.abs(round));
        const begun = performance.now();
        await app.api
          .post('/api/v1/auth/login', undefined, { username: email, password: 'not the password' })
          .expect(401);
        if (round >= 0) times[kind]!.push(performance.now() - begun);
      }
    }
    return Object.fromEntries(
      Object.entries(times).map(([kind, all]) => [kind, all.sort((a, b) => a - b)[ROUNDS / 2]!]),
    );
  }
});
