import { useDatabase, useMailServer, usePrograms } from '../support/fixtures.js';
import { newFolder } from '../support/process.js';
import { testSecrets } from '../support/test-config.js';

/** The real program, killed without warning. */
describe('kill -9', () => {
  const database = useDatabase();
  const mail = useMailServer();
  const startOne = usePrograms();
  const env = { NODE_ENV: 'test', DATA_DIR: newFolder(), ...testSecrets() };

  const start = async (more: Record<string, string> = {}) => {
    const program = startOne({ ...env, ...database.env, ...more });
    const url = await program.ready;
    const post = async (path: string, body: object) => {
      const headers = { 'Content-Type': 'application/json' };
      return (await fetch(`${url}/api/v1/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }))
        .status;
    };
    const kill = async () => {
      program.child.kill('SIGKILL');
      await program.ended;
    };
    return { post, kill };
  };
  const ada = { email: 'ada@example.org', username: 'ada', full_name: 'Ada', password: 'a quiet harbour at dawn' };
  const login = { username: ada.email, password: ada.password };

  it('loses no mail that was queued: it arrives after the restart', async () => {
    // Nobody listens there.
    const dying = await start({ SMTP_URL: 'smtp://127.0.0.1:1' });
    expect(await dying.post('register', ada)).toBe(201);
    expect(await dying.post('forgot-password', { email: ada.email })).toBe(202);
    await dying.kill();
    expect(mail.mails).toEqual([]);
    const next = await start({ SMTP_URL: mail.url });
    const { token } = await mail.next(ada.email, /Choose a new password/, 0, 90_000);
    expect(await next.post('reset-password', { token: token!, new_password: ada.password })).toBe(204);
    expect(await next.post('login', login)).toBe(200);
    await next.kill();
  }, 150_000);

  it('does not unlock an account', async () => {
    const dying = await start();
    for (let i = 0; i < 5; i++) expect(await dying.post('login', { ...login, password: 'wrong' })).toBe(401);
    await dying.kill();
    const next = await start();
    expect(await next.post('login', login)).toBe(401);
  }, 60_000);
});
