/** @no-pooler rules; its statements are of kinds that others send through one */
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { within } from '../support/eventually.js';
import { useMailServer, useTwoInstances } from '../support/fixtures.js';
import { claimsOf, refresh, refreshed } from '../support/tokens.js';

const ME = '/api/v1/users/me';
const STALE = { minutes: 5, seconds: 2 };

describe('what a superuser does to an account (A13)', () => {
  const mail = useMailServer();
  const { here, there } = useTwoInstances({ mail });
  let root: TestUser;
  let ada: TestUser;

  beforeAll(async () => {
    root = await here.api.newUser('root');
    await behind(here, 'UPDATE users SET is_superuser = true WHERE id = $1', [root.id]);
  });
  beforeEach(async () => {
    root = await here.api.login(root);
    ada = await here.api.newUser('ada');
  });

  const url = (user: TestUser, rest = '') => `/api/v1/users/${user.id}${rest}`;
  const ACTS = {
    deactivate: [/was deactivated/, (as: TestUser) => here.api.patch(url(ada), as, { is_active: false })],
    promote: [/made an administrator/, (as: TestUser) => here.api.patch(url(ada), as, { is_superuser: true })],
    unlock: [/was unlocked/, (as: TestUser) => here.api.post(url(ada, '/unlock'), as)],
    'end the sessions': [/logged out/, (as: TestUser) => here.api.delete(url(ada, '/sessions'), as)],
    remove: [/was removed/, (as: TestUser) => here.api.delete(url(ada), as)],
  } as const;

  it.each(Object.entries(ACTS))(
    'needs a recent login to %s, and its owner is told by mail',
    async (_, [subject, act]) => {
      here.clock.advance(STALE);
      for (const stale of [root, await refreshed(here, root)]) {
        const { body } = await act(stale).expect(403);
        expect(body).toMatchObject({ error_code: 'REAUTHENTICATION_REQUIRED' });
        await here.api.get(url(ada), stale).expect(200);
      }
      const refused = await act(await here.api.newUser('eve'));
      expect(['FORBIDDEN', 'USER_NOT_FOUND']).toContain(refused.body.error_code);
      await here.api.get(ME, ada).expect(200);
      const { status } = await act(await here.api.login(root));
      expect([200, 204]).toContain(status);
      expect((await mail.next(ada.email, subject)).content).toContain(ada.username);
      const [event] = await behind(here, 'SELECT FROM audit_events WHERE user_id = $1 AND actor_id = $2', [
        ada.id,
        root.id,
      ]);
      expect(event).toBeDefined();
    },
  );

  it('ends all sessions, everywhere and for good; a new login is welcome', async () => {
    const phone = await here.api.login(ada);
    await here.api.delete(url(ada, '/sessions'), root).expect(204);
    for (const user of [ada, phone]) {
      await here.api.get(ME, user).expect(401);
      await within(1_000, () => there.api.get(ME, user).expect(401));
      await refresh(there, user.refreshToken).expect(401);
    }
    await here.api.get(ME, root).expect(200);
    await here.api.get(ME, await here.api.login(ada)).expect(200);
    const events = await behind<{ detail: { sessions: string[] } }>(
      here,
      `SELECT actor_id, host(ip) AS ip, detail FROM audit_events WHERE user_id = $1 AND event = 'session.ended'`,
      [ada.id],
    );
    expect(events).toMatchObject([{ actor_id: root.id, ip: '127.0.0.1', detail: { reason: 'superuser' } }]);
    expect(events[0]!.detail.sessions.sort()).toEqual([ada, phone].map(({ token }) => claimsOf(token).sid).sort());
    await mail.next(ada.email, /logged out/);
  });

  it('is refused to others, and of an account that is not there', async () => {
    const eve = await here.api.newUser('eve');
    await here.api.delete(url(ada, '/sessions'), eve).expect(403);
    await here.api.delete(url(ada, '/sessions')).expect(401);
    await here.api.delete('/api/v1/users/019abc12-3456-7def-8123-456789abcdef/sessions', root).expect(404);
    await here.api.delete('/api/v1/users/me/sessions', root).expect(422);
    await here.api.get(ME, ada).expect(200);
  });
});
