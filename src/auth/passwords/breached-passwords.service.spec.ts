import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PasswordsConfig } from '../../config/slices.js';
import { BreachedPasswordsService } from './breached-passwords.service.js';

const LEAKED = 'a leaked harbour at dawn';
const SHA1 = createHash('sha1').update(LEAKED).digest('hex').toUpperCase();

describe('the breach check', () => {
  let server: Server;
  let seen: IncomingMessage[];

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function checkAgainst(answer: RequestListener): Promise<BreachedPasswordsService> {
    seen = [];
    server = createServer((req, res) => (seen.push(req), answer(req, res)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = { PASSWORD_BREACH_CHECK: `http://127.0.0.1:${port}/range/` } as PasswordsConfig;
    return new BreachedPasswordsService(config);
  }

  it('finds a leaked password, and tells no more than five digits of its hash', async () => {
    const check = await checkAgainst((_, res) => res.end(`${'0'.repeat(35)}:3\r\n${SHA1.slice(5)}:7\r\n`));
    expect(await check.includes(LEAKED)).toBe(true);
    expect(seen.map(({ url, method }) => [method, url])).toEqual([['GET', `/range/${SHA1.slice(0, 5)}`]]);
    expect(seen[0]?.headers['add-padding']).toBe('true');
    expect(JSON.stringify([seen[0]?.rawHeaders, seen[0]?.url])).not.toMatch(
      new RegExp(`${SHA1.slice(5)}|harbour`, 'i'),
    );
  });

  it('takes padding, which has a count of 0, for no leak', async () => {
    const check = await checkAgainst((_, res) => res.end(`${SHA1.slice(5)}:0`));
    expect(await check.includes(LEAKED)).toBe(false);
  });

  it.each<[string, RequestListener]>([
    ['says 503', (_, res) => res.writeHead(503).end(`${SHA1.slice(5)}:7`)],
    ['leads elsewhere', (_, res) => res.writeHead(302, { location: '/' }).end()],
    ['says nothing', () => {}],
    ['never ends', (_, res) => void res.write('x')],
    ['hangs up', (req) => req.socket.destroy()],
    ['says too much', (_, res) => res.end(`${'x'.repeat(2_000_000)}\n${SHA1.slice(5)}:7`)],
  ])('lets the password pass within two seconds if the service %s', async (_, answer) => {
    const check = await checkAgainst(answer);
    const started = performance.now();
    expect(await check.includes(LEAKED)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('asks nobody where nothing is configured', async () => {
    await checkAgainst((_, res) => res.end(`${SHA1.slice(5)}:7`));
    expect(await new BreachedPasswordsService({} as PasswordsConfig).includes(LEAKED)).toBe(false);
    expect(seen).toEqual([]);
  });
});
