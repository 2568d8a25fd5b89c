/** @no-pooler signatures */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { AccessTokenService } from '../../src/auth/tokens/access-token.service.js';
import type { TestUser } from '../support/api-client.js';
import { useTestApp } from '../support/fixtures.js';

const { privateKey } = generateKeyPairSync('ed25519');
const KEYS = {
  HS256: {},
  EdDSA: { JWT_SECRET: '', JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string },
};
const EACH = 50;
/** One that was told of another's user is never answered. */
const PATIENCE_MS = 5_000;

/** Tokens that nobody has seen before, so that all of them are verified, and all at the same time. */
describe.each(Object.entries(KEYS))('requests of many users at once, by %s', (_algorithm, env) => {
  const app = useTestApp({ env });
  let users: TestUser[];

  beforeAll(async () => {
    users = [await app.api.newUser('ada'), await app.api.newUser('bob')];
  });

  const callers = () =>
    Promise.all(
      Array.from({ length: EACH * 2 }, async (_, i) => {
        const { id } = users[i % 2]!;
        return {
          id,
          token: await app.nest
            .get(AccessTokenService)
            .issue({ userId: id, id: randomUUID(), generation: 1, authTime: new Date() }, 600),
        };
      }),
    );

  it('each gets its own answer, on connections of their own', async () => {
    const sent = await callers();
    const got = await Promise.all(
      sent.map(async ({ token }) => {
        const signal = AbortSignal.timeout(PATIENCE_MS);
        const answer = fetch(`${app.url}/api/v1/users/me`, { headers: { authorization: `Bearer ${token}` }, signal });
        return answer.then(
          async (response) => ((await response.json()) as { id: string }).id,
          () => 'no answer',
        );
      }),
    );
    expect(got).toEqual(sent.map(({ id }) => id));
  });

  it('each gets its own answer, on the one connection of a proxy', async () => {
    const sent = await callers();
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    const requests = sent.map(({ token }, i) => {
      const last = i === sent.length - 1 ? 'Connection: close\r\n' : '';
      return `GET /api/v1/users/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n${last}\r\n`;
    });
    socket.write(requests.join(''));
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    let answers = '';
    socket.on('data', (chunk) => (answers += String(chunk)));
    await once(socket, 'close');
    expect([...answers.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id)).toEqual(sent.map(({ id }) => id));
  });
});
