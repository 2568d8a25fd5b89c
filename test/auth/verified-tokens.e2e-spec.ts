/** @no-pooler signatures */
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useTwoInstances, useUserPerTest } from '../support/fixtures.js';
import { claimsOf } from '../support/tokens.js';

/** What asks of a token no more than whom it speaks for. */
const TASKS = '/api/v1/me/tasks';
const LIFETIME_SECONDS = 1_800;
const SHORTENED_SECONDS = 60;
/** What is left of a token when it is used for the first time. */
const LEFT_SECONDS = 3;

/** Both instances know the token well by the time that it is no longer good. */
describe('a token that was accepted before is refused', () => {
  const { here, there } = useTwoInstances(
    { env: { ACCESS_TOKEN_SECONDS: String(LIFETIME_SECONDS) } },
    { env: { ACCESS_TOKEN_SECONDS: String(SHORTENED_SECONDS) } },
  );
  const ada = useUserPerTest(here, 'ada');
  beforeEach(async () => {
    for (const app of [here, there, here, there]) await app.api.get(TASKS, ada).expect(200);
  });

  const refusedBoth = async () => {
    await here.api.get(TASKS, ada).expect(401);
    await within(1_000, () => there.api.get(TASKS, ada).expect(401));
  };
  const superuser = async () => {
    const root = await here.api.newUser('root');
    await behind(here, 'UPDATE users SET is_superuser = true WHERE id = $1', [root.id]);
    return root;
  };

  it.each([
    ['it expires', () => here, LIFETIME_SECONDS, ({ exp }: { exp: number }) => exp],
    [
      'it is older than tokens get here',
      () => there,
      SHORTENED_SECONDS,
      ({ iat }: { iat: number }) => iat + SHORTENED_SECONDS,
    ],
  ] as const)('once %s', async (_, instance, seconds, endOf) => {
    const { api, clock } = instance();
    clock.advance({ seconds: LEFT_SECONDS - seconds });
    const user = await here.api.login(ada);
    clock.advance({ seconds: seconds - LEFT_SECONDS });
    await api.get(TASKS, user).expect(200);
    await within((LEFT_SECONDS + 1) * 1_000, () => api.get(TASKS, user).expect(401));
    expect(Date.now()).toBeGreaterThanOrEqual(endOf(claimsOf(user.token)) * 1_000);
  });

  it('once its session has ended', async () => {
    await here.api.post('/api/v1/auth/logout', ada).expect(204);
    await refusedBoth();
  });

  it('once its account is deactivated', async () => {
    await here.api.patch(`/api/v1/users/${ada.id}`, await superuser(), { is_active: false }).expect(200);
    await refusedBoth();
  });

  it.each([
    ['by its owner', () => here.api.delete('/api/v1/users/me', ada)],
    ['by a superuser', async () => here.api.delete(`/api/v1/users/${ada.id}`, await superuser())],
  ])('once its account is deleted %s', async (_, remove) => {
    expect((await remove()).status).toBe(204);
    await refusedBoth();
  });

  it('with any one character of its signature, its claims or its header changed', async () => {
    const { token } = ada;
    for (let i = 0; i < token.length; i++) {
      if (token[i] === '.') continue;
      // The neighbour in the alphabet differs in the lowest bit, which at the end of a part is no bit of its bytes.
      for (const other of [token[i] === 'A' ? 'B' : 'A', neighbour(token[i]!)]) {
        const forged = token.slice(0, i) + other + token.slice(i + 1);
        if (forged === token) continue;
        const { status } = await fetch(`${here.url}${TASKS}`, { headers: { authorization: `Bearer ${forged}` } });
        expect([i, other, status]).toEqual([i, other, 401]);
      }
    }
    await here.api.get(TASKS, ada).expect(200);
  });
});

function neighbour(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(character) ^ 1]!;
}
