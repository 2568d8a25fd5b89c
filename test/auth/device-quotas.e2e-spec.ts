/** @no-pooler rules; its statements are of kinds that others send through one */
import type { Response } from 'supertest';
import type { TestUser } from '../support/api-client.js';
import { useTestApp } from '../support/fixtures.js';

const LIMIT = 5;
const ELSEWHERE = '203.0.113.7';

/** Every login makes a device, which is counted apart. That must not multiply what one caller may ask for. */
describe('the known devices that someone collects (A7, A10)', () => {
  const app = useTestApp({ env: { TRUST_PROXY: '1', AUTH_RATE_LIMIT: String(LIMIT) } });
  let networks = 0;
  beforeEach(() => app.clock.advance({ minutes: 2 }));

  const login = ({ email }: TestUser, password: string, from: string) =>
    app.api.post('/api/v1/auth/login', undefined, { username: email, password }).set('X-Forwarded-For', from);
  const newUser = () => {
    app.clock.advance({ minutes: 2 });
    return app.api.newUser();
  };
  async function newDevice(user: TestUser): Promise<string> {
    const { headers } = await login(user, user.password, `198.51.100.${++networks}`).expect(200);
    return (headers['set-cookie'] as unknown as string[])[0]!.split(';', 1)[0]!;
  }
  async function statusesOf(user: TestUser, devices: string[]): Promise<number[]> {
    const answers: Response[] = [];
    for (const device of devices)
      for (let i = 0; i < LIMIT; i++) answers.push(await login(user, 'wrong', ELSEWHERE).set('Cookie', device));
    return answers.map(({ status }) => status);
  }
  const evaluated = (statuses: number[]) => statuses.filter((status) => status === 401).length;

  it('have three quotas together, and their network its own', async () => {
    const eve = await newUser();
    const devices = [];
    for (let i = 0; i < 6; i++) devices.push(await newDevice(eve));
    const statuses = await statusesOf(eve, devices);
    expect(evaluated(statuses)).toBe(3 * LIMIT + LIMIT);
    expect(statuses.at(-1)).toBe(429);
  });

  it('have ten quotas together in one network, of whichever accounts, and hold up nobody elsewhere', async () => {
    const ada = await newUser();
    const hers = await newDevice(ada);
    const accounts: [TestUser, string[]][] = [];
    for (let i = 0; i < 5; i++) {
      const user = await newUser();
      accounts.push([user, [await newDevice(user), await newDevice(user), await newDevice(user)]]);
    }
    const statuses = [];
    for (const [user, devices] of accounts) statuses.push(...(await statusesOf(user, devices)));
    expect(evaluated(statuses)).toBe(10 * LIMIT + LIMIT);
    await login(ada, ada.password, '198.51.100.250').set('Cookie', hers).expect(200);
  });

  it('leave a thief of one of them the quota of one', async () => {
    const ada = await newUser();
    const [stolen, kept] = [await newDevice(ada), await newDevice(ada)];
    await statusesOf(ada, Array<string>(6).fill(stolen));
    await login(ada, ada.password, ELSEWHERE).expect(429);
    await login(ada, ada.password, ELSEWHERE).set('Cookie', kept).expect(200);
  });
});
