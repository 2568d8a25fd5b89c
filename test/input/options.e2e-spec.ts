/** @no-pooler rules; its statements are of kinds that others send through one */
import { Log } from '../../src/common/log.js';
import { useTestApp } from '../support/fixtures.js';
import { startTestApp } from '../support/test-app.js';

const ME = '/api/v1/me/tasks';

describe('OPTIONS', () => {
  const app = useTestApp();

  it.each([
    [ME, 'GET, HEAD, OPTIONS, POST'],
    [`${ME}/x`, 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT'],
    ['/api/me/tasks', 'GET, HEAD, OPTIONS, POST'],
    ['/api/v1/auth/login', 'OPTIONS, POST'],
    ['/health', 'GET, HEAD, OPTIONS'],
  ])('tells of %s which methods it has, without a token', async (path, allow) => {
    const answer = await fetch(app.url + path, { method: 'OPTIONS' });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(await answer.text()).toBe('');
  });

  it.each(['null', 'https://evil.example'])('tells %s no more, that may not call the API', async (origin) => {
    const asked = { origin, 'access-control-request-method': 'PATCH' };
    const answer = await fetch(`${app.url}${ME}/x`, { method: 'OPTIONS', headers: asked });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD, OPTIONS, PATCH, PUT');
    for (const [name] of answer.headers) expect(name).not.toMatch(/^access-control-/);
  });

  it('of a path that is not there is 404', async () => {
    expect((await fetch(`${app.url}/api/v1/nothing`, { method: 'OPTIONS' })).status).toBe(404);
  });

  it('is told in the Allow of a 405 as well', async () => {
    const answer = await fetch(app.url + ME, { method: 'DELETE', headers: { authorization: 'Bearer x' } });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
  });
});

describe('in the log', () => {
  class WarningsKept extends Log {
    readonly kept: [object, string][] = [];
    error() {}
    info() {}
    warn(fields: object, sentence: string) {
      this.kept.push([fields, sentence]);
    }
  }
  const started = async (env: Record<string, string>) => {
    const log = new WarningsKept();
    const app = await startTestApp({ env, override: (builder) => builder.overrideProvider(Log).useValue(log) });
    return { app, told: (word: string) => log.kept.filter(([, sentence]) => sentence.includes(word)) };
  };

  it('development names an origin that was refused, once, and the setting that would allow it', async () => {
    const { app, told } = await started({ NODE_ENV: 'development' });
    const from = async (origin: string) =>
      (await fetch(`${app.url}/health`, { headers: { origin } })).headers.get('access-control-allow-origin');
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:8080']) expect(await from(origin)).toBe(origin);
    expect(await from(app.url)).toBe(app.url);
    expect(told('CORS_ORIGINS')).toEqual([]);
    for (const _ of [1, 2]) expect(await from('http://192.0.2.7:5173')).toBeNull();
    expect(told('CORS_ORIGINS')).toEqual([[{ origin: 'http://192.0.2.7:5173' }, expect.stringContaining('refused')]]);
    await app.close();
  });

  it('a proxy that TRUST_PROXY does not believe is told of, once', async () => {
    const { app, told } = await started({});
    const send = (headers: Record<string, string>) => fetch(`${app.url}/health`, { headers });
    await send({});
    expect(told('TRUST_PROXY')).toEqual([]);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-forwarded-for']) await send({ [name]: '192.0.2.7' });
    expect(told('TRUST_PROXY')).toHaveLength(1);
    await app.close();
    const behind = await started({ TRUST_PROXY: '1' });
    await fetch(`${behind.app.url}/health`, { headers: { 'x-forwarded-for': '192.0.2.7' } });
    expect(behind.told('TRUST_PROXY')).toEqual([]);
    await behind.app.close();
  });
});
