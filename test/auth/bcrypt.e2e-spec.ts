/** @no-pooler rules; its statements are of kinds that others send through one */
import { hash } from '@node-rs/bcrypt';
import { behind } from '../support/behind.js';
import { useTestApp } from '../support/fixtures.js';

describe('users brought from a system with bcrypt', () => {
  const app = useTestApp();

  const login = (username: string, password: string) =>
    app.api.post('/api/v1/auth/login', undefined, { username, password });
  const hashOf = async (id: string) =>
    (await behind<{ password_hash: string }>(app, 'SELECT password_hash FROM users WHERE id = $1', [id]))[0]!
      .password_hash;
  const newUserWithHash = async (passwordHash: string) => {
    const user = await app.api.newUser();
    await behind(app, 'UPDATE users SET password_hash = $2 WHERE id = $1', [user.id, passwordHash]);
    return user;
  };

  it('log in with a hash of passlib, which becomes one of argon2id', async () => {
    // passlib.hash.bcrypt.using(rounds=12, ident='2b').hash('correct horse')
    const ada = await newUserWithHash('$2b$' + (await hash('correct horse', 12)).slice(4));
    await login(ada.email, 'correct hors').expect(401);
    expect(await hashOf(ada.id)).toMatch(/^\$2b\$12\$/);
    await login(ada.email, 'correct horse').expect(200);
    expect(await hashOf(ada.id)).toMatch(/^\$argon2id\$/);
    await login(ada.email, 'correct horse').expect(200);
    await login(ada.email, 'correct hors').expect(401);
  });

  it.each(['$2a$', '$2y$'])('log in with a %s hash', async (prefix) => {
    const made = await hash('correct horse', 4);
    const ada = await newUserWithHash(prefix + made.slice(4));
    await login(ada.email, 'correct horse').expect(200);
  });

  it('are known by 72 bytes at the first login, and by all of them afterwards', async () => {
    const head = 'x'.repeat(72);
    const ada = await newUserWithHash(await hash(head, 4));
    await login(ada.email, `${head}-eight-A`).expect(200);
    await login(ada.email, `${head}-eight-B`).expect(401);
    await login(ada.email, head).expect(401);
    await login(ada.email, `${head}-eight-A`).expect(200);
  });

  it('cannot log in with a hash that is none, or too dear', async () => {
    for (const broken of ['!', '', '$2b$31$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234', 'plain']) {
      const ada = await newUserWithHash(broken);
      await login(ada.email, broken === '' ? 'x' : broken).expect(401);
    }
  });
});
