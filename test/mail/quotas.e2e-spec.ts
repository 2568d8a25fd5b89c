/** @no-pooler rules; its statements are of kinds that others send through one */
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { useMailServer, useTestApp } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

describe('mail to one recipient (A12)', () => {
  const mail = useMailServer();
  const app = useTestApp({ mail, env: { EMAIL_VERIFICATION: 'optional', TRUST_PROXY: '1' } });
  let strangers = 0;

  const newStranger = () => `stranger-${process.pid}-${++strangers}`;
  const change = (user: TestUser, email: string, on = app) =>
    on.api.post('/api/v1/users/me/email', user, { email, current_password: user.password });
  const forgot = (email: string, network = 1, cookie = '') =>
    app.api
      .post('/api/v1/auth/forgot-password', undefined, { email })
      .set('X-Forwarded-For', `192.0.2.${network}`)
      .set('Cookie', cookie);
  const links = ({ email }: TestUser) =>
    mail.mails.filter(({ to, subject }) => to === email && subject.includes('Choose')).length;
  const flood = async ({ email }: TestUser, networks: number) => {
    for (let n = 2; n < 2 + networks; n++) for (let i = 0; i < 5; i++) await forgot(email, n).expect(202);
  };
  const got = (mailbox: string) => mail.mails.filter(({ to }) => to.startsWith(mailbox)).length;

  /** First in, first out: when the mail of someone else has come, no earlier one is on its way. */
  async function settle(): Promise<void> {
    const last = await app.api.newUser('last');
    await mail.next(last.email, /Confirm/);
  }

  /** What the audit has of mails that these accounts did not get sent. */
  const droppedFor = (accounts: TestUser[]) =>
    behind<{ detail: unknown }>(
      app,
      `SELECT detail FROM audit_events WHERE event = 'mail.dropped' AND outcome = 'failure' AND user_id = ANY($1)`,
      [accounts.map(({ id }) => id)],
    );

  it('is bounded across accounts, kinds, spellings and instances, and the answers do not tell', async () => {
    const two = await startTestApp({ beside: app });
    const stranger = newStranger();
    const accounts = [await app.api.newUser(), await app.api.newUser(), await app.api.newUser()];
    const spellings = ['@example.org', '+1@example.org', '@EXAMPLE.org', '+2+3@example.org'];
    const answers = await Promise.all(
      accounts.flatMap((user) =>
        spellings.map((spelling, i) => change(user, stranger + spelling, i % 2 ? two : app).expect(202)),
      ),
    );
    expect(new Set(answers.map(({ text, headers }) => text + headers['content-length'])).size).toBe(1);
    for (let i = 0; i < 4; i++) {
      const fields = { username: `${stranger}-${i}`, full_name: 'X', password: 'a long enough phrase' };
      await app.api
        .post('/api/v1/auth/register', undefined, { ...fields, email: `${stranger}+r${i}@example.org` })
        .expect(201);
    }
    await settle();
    await two.close();
    // Of one account's requests a later link takes an earlier one's place: there may be fewer.
    expect([1, 2, 3, 4, 5]).toContain(got(stranger));
    const dropped = await droppedFor(accounts);
    expect(dropped).toHaveLength(12 - 5);
    expect(dropped[0]!.detail).toEqual({ reason: 'requested', mail: 'change_email' });
  });

  it('is bounded exactly when everything comes at once', async () => {
    const two = await startTestApp({ beside: app });
    const stranger = newStranger();
    const accounts = [await app.api.newUser(), await app.api.newUser(), await app.api.newUser()];
    await Promise.all(
      Array.from({ length: 15 }, (_, i) => change(accounts[i % 3]!, `${stranger}@example.org`, i % 2 ? two : app)),
    );
    await two.close();
    expect(await droppedFor(accounts)).toHaveLength(15 - 5);
  });

  it('goes on after an hour, and ends for the day after twenty', async () => {
    const stranger = newStranger();
    for (let hour = 0; hour < 6; hour++) {
      const user = await app.api.newUser();
      for (let i = 0; i < 5; i++) await change(user, `${stranger}@example.org`).expect(202);
      app.clock.advance({ minutes: 61 });
    }
    await settle();
    expect(got(stranger)).toBe(20);
    app.clock.advance({ days: 1 });
    await change(await app.api.newUser(), `${stranger}@example.org`).expect(202);
    await settle();
    expect(got(stranger)).toBe(21);
  });

  it('leaves recovery a link an hour, whatever others ask for', async () => {
    const ada = await app.api.newUser('ada');
    const attacker = await app.api.newUser('attacker');
    for (let i = 0; i < 5; i++) await change(attacker, ada.email).expect(202);
    for (let hour = 0; hour < 4; hour++) {
      await flood(ada, 6);
      app.clock.advance({ minutes: 61 });
    }
    await settle();
    expect(links(ada)).toBe(50 + 2);
    await forgot(ada.email).expect(202);
    const { token } = await mail.next(ada.email, /Choose/, 52);
    await app.api
      .post('/api/v1/auth/reset-password', undefined, { token, new_password: 'an entirely different phrase' })
      .expect(204);
  });

  it('leaves a known device links of its own, five an hour', async () => {
    const ada = await app.api.newUser('ada');
    const { headers } = await app.api
      .post('/api/v1/auth/login', undefined, { username: ada.email, password: ada.password })
      .expect(200);
    const cookie = /__Host-device=[^;]+/.exec(String(headers['set-cookie']))![0];
    await flood(ada, 6);
    await forgot(ada.email).expect(202);
    await settle();
    expect(links(ada)).toBe(25);
    for (let i = 0; i < 7; i++) await forgot(ada.email, 1, cookie).expect(202);
    await settle();
    expect(links(ada)).toBe(25 + 5);
    const { token } = mail.mails.findLast(({ to }) => to === ada.email)!;
    // The link that the owner is about to use is not void for what others ask.
    await flood(ada, 1);
    await app.api
      .post('/api/v1/auth/reset-password', undefined, { token, new_password: 'an entirely different phrase' })
      .expect(204);
  });

  it.each([
    ['@example.org', (local: string) => `${local}+y`],
    ['@gmail.com', (local: string) => local.replace(/^./, '$&.')],
  ])('leaves recovery to a plain address %s, whatever is asked for in other spellings', async (domain, aliasOf) => {
    const local = `ada${process.pid}${++strangers}`;
    const fields = { full_name: 'X', password: 'a long enough phrase' };
    const email = `${local}${domain}`;
    await app.api.post('/api/v1/auth/register', undefined, { ...fields, username: local, email }).expect(201);
    const taken = `${aliasOf(local)}${domain}`;
    await app.api
      .post('/api/v1/auth/register', undefined, { ...fields, username: `${local}y`, email: taken })
      .expect(201);
    const others = [taken, `${local}+nobody${domain}`];
    for (const other of others)
      for (let n = 1; n < 8; n++) for (let i = 0; i < 5; i++) await forgot(other, n).expect(202);
    await forgot(email).expect(202);
    const { token } = await mail.next(email, /Choose/);
    await app.api
      .post('/api/v1/auth/reset-password', undefined, { token, new_password: 'an entirely different phrase' })
      .expect(204);
  });

  it('leaves recovery to a proven address that is one of many spellings', async () => {
    const stranger = newStranger();
    const fields = { full_name: 'X', password: 'a long enough phrase' };
    const email = `${stranger}+mine@example.org`;
    await app.api.post('/api/v1/auth/register', undefined, { ...fields, username: stranger, email }).expect(201);
    const { token } = await mail.next(email, /Confirm/);
    await app.api.post('/api/v1/auth/verify-email', undefined, { token }).expect(204);
    const others = Array.from({ length: 3 }, (_, i) => `${stranger}+${i}@example.org`);
    for (const [i, other] of others.entries()) {
      const body = { ...fields, username: `${stranger}-${i}`, email: other };
      await app.api.post('/api/v1/auth/register', undefined, body).expect(201);
      for (let n = 1; n < 6; n++) for (let j = 0; j < 5; j++) await forgot(other, 10 * (i + 1) + n).expect(202);
    }
    await forgot(email, 99).expect(202);
    await mail.next(email, /Choose/);
    await settle();
    const unproven = mail.mails.filter(({ to, subject }) => others.includes(to) && subject.includes('Choose'));
    expect(unproven).toHaveLength(25);
  });

  it('is bounded for links that one network asks for, over all accounts of a mailbox', async () => {
    const stranger = newStranger();
    for (let i = 0; i < 3; i++) {
      const email = `${stranger}+${i}@example.org`;
      const fields = { username: `${stranger}-${i}`, full_name: 'X', password: 'a long enough phrase', email };
      await app.api.post('/api/v1/auth/register', undefined, fields).expect(201);
      for (let j = 0; j < 4; j++) await forgot(email).expect(202);
    }
    await settle();
    expect(got(stranger)).toBe(3 + 5);
  });

  it('does not crowd out what the owner of a proven address must hear', async () => {
    const ada = await app.api.newUser('ada');
    await app.api
      .post('/api/v1/auth/verify-email', undefined, { token: (await mail.next(ada.email, /Confirm/)).token })
      .expect(204);
    for (let i = 0; i < 3; i++) {
      const attacker = await app.api.newUser('attacker');
      for (let j = 0; j < 5; j++) await change(attacker, ada.email.replace('@', `+${i}@`)).expect(202);
    }
    for (let i = 0; i < 7; i++) await forgot(ada.email).expect(202);
    await app.api
      .post('/api/v1/users/me/password', ada, {
        current_password: ada.password,
        new_password: 'an entirely different phrase',
      })
      .expect(204);
    await mail.next(ada.email, /password was changed/);
  });

  it('is bounded for notices about accounts whose address nobody has proven', async () => {
    const stranger = newStranger();
    for (let i = 0; i < 4; i++) {
      const fields = { email: `${stranger}+${i}@example.org`, username: `${stranger}-${i}`, full_name: 'X' };
      let password = 'a long enough phrase';
      const { body } = await app.api.post('/api/v1/auth/register', undefined, { ...fields, password }).expect(201);
      const user = await app.api.login({ ...fields, password, id: (body as { id: string }).id });
      for (let j = 0; j < 4; j++) {
        const new_password = `a long enough phrase ${j}`;
        await app.api.post('/api/v1/users/me/password', user, { current_password: password, new_password }).expect(204);
        password = new_password;
      }
    }
    await settle();
    expect(got(stranger)).toBe(5);
  });

  it('writes no address down to count', async () => {
    const stranger = newStranger();
    await change(await app.api.newUser(), `${stranger}@example.org`).expect(202);
    expect(await behind(app, 'SELECT 1 FROM mail_quotas AS q WHERE strpos(q::text, $1) > 0', [stranger])).toEqual([]);
  });

  it('is not counted if the request is undone', async () => {
    const stranger = newStranger();
    const taken = await app.api.newUser();
    for (let i = 0; i < 8; i++) {
      const fields = { username: taken.username, full_name: 'X', password: 'a long enough phrase' };
      await app.api
        .post('/api/v1/auth/register', undefined, { ...fields, email: `${stranger}+${i}@example.org` })
        .expect(409);
    }
    await change(taken, `${stranger}@example.org`).expect(202);
    await mail.next(`${stranger}@example.org`, /new e-mail/);
  });
});
