import { hash } from '@node-rs/bcrypt';
import { useConnection, useTestApp, useUser } from '../support/fixtures.js';

/**
 * Where accounts are on every node of a distributed PostgreSQL, nobody writes them while one node is away. Here another
 * transaction keeps the row for as long.
 */
describe('a login', () => {
  const app = useTestApp({ env: { DATABASE_LOCK_TIMEOUT_MS: '300' } });
  const ada = useUser(app, 'ada');
  const other = useConnection(app);

  beforeEach(async () => {
    await other.query('BEGIN');
    // All but what a foreign key of the user's rows needs.
    await other.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [ada.id]);
  });
  afterEach(() => other.query('ROLLBACK'));

  const login = (password: string) => app.api.post('/api/v1/auth/login', undefined, { username: ada.email, password });

  it('only reads the account, with a right password and a wrong one', async () => {
    await login(ada.password).expect(200);
    await login('not the password').expect(401);
    await login(ada.password).expect(200);
  });

  it('leaves an old hash for a later login to replace', async () => {
    const old = await hash(ada.password, 4);
    const stored = () =>
      other.query<{ hash: string }>('SELECT password_hash AS hash FROM users WHERE id = $1', [ada.id]);
    await other.query('UPDATE users SET password_hash = $2 WHERE id = $1', [ada.id, old]);
    await other.query('COMMIT; BEGIN');
    await other.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [ada.id]);
    await login(ada.password).expect(200);
    expect((await stored()).rows).toEqual([{ hash: old }]);
    await other.query('ROLLBACK');
    await login(ada.password).expect(200);
    expect((await stored()).rows[0]!.hash).toMatch(/^\$argon2id\$/);
  });
});
