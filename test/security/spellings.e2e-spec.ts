/** @no-pooler rules; its statements are of kinds that others send through one */
import { connect } from 'node:net';
import { describeApi } from './operations.js';
import { useTestApp, useUser } from '../support/fixtures.js';

const { routes: registered } = await describeApi();
const ID = '01a1fd5b-f6cc-77cc-9f75-62489816259f';
const METHODS = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'];

/** Ways to write a path so that one reader takes it for another path than the next. */
const SPELLINGS: Record<string, (path: string) => string> = {
  'in capitals': (path) => path.toUpperCase(),
  'with one capital': (path) => path.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  'with its last letter a capital': (path) => path.replace(/[a-z](?=[^a-z]*$)/, (letter) => letter.toUpperCase()),
  'with two slashes': (path) => `/${path}`,
  'with two slashes inside': (path) => path.replace(/(?<=.)\//, '//'),
  'with a slash at the end': (path) => `${path}/`,
  'with two slashes at the end': (path) => `${path}//`,
  'with a dot': (path) => `/.${path}`,
  'with a dot inside': (path) => path.replace(/(?<=.)\//, '/./'),
  'with a way out and back': (path) => `/x/..${path}`,
  'with an encoded way out and back': (path) => `/x/%2e%2e${path}`,
  'with an encoded dot': (path) => `/%2e${path}`,
  'with an encoded letter': (path) => `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`,
  'with an encoded slash': (path) => path.replace(/(?<=.)\//, '%2f'),
  'with an encoded slash at the end': (path) => `${path}%2F`,
  'with a backslash': (path) => path.replace(/(?<=.)\//, '\\'),
  'with a backslash and a fragment': (path) => `${path.replace(/(?<=.)\//, '\\')}#`,
  'with a fragment': (path) => `${path}#x`,
  'with a fragment behind a query': (path) => `${path}?x#y`,
  'with a parameter': (path) => `${path};x=y`,
  'with an extension': (path) => `${path}.json`,
  'with an encoded blank': (path) => `${path}%20`,
  'with an encoded NUL': (path) => `${path}%00`,
  'with a byte that is no ASCII': (path) => `${path}\xa0`,
  'of a whole URL': (path) => `http://evil.example${path}`,
  'of a whole URL with two slashes': (path) => `http://evil.example/${path}`,
  'of a whole URL with another scheme': (path) => `ftp://evil.example${path}`,
  'without the version': (path) => path.replace('/api/v1', '/api'),
  'with the version twice': (path) => path.replace('/api/v1', '/api/v1/v1'),
  'with another version': (path) => path.replace('/api/v1', '/api/v01'),
};

describe('every route', () => {
  const app = useTestApp();
  const ada = useUser(app, 'ada');
  const routes = new Map<string, string[]>();
  for (const { method, path } of registered) {
    const example = path.replace(':user_id', 'me').replace(/:\w+/g, ID);
    routes.set(example, [...(routes.get(example) ?? []), method]);
  }

  /** Past every client that would mend the path. */
  const ask = (method: string, target: string, token?: string) =>
    new Promise<{ status: number; head: string; body: string }>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname);
      const authorization = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
      socket.write(
        Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: a\r\n${authorization}Connection: close\r\n\r\n`, 'latin1'),
      );
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('error', reject);
      socket.on('end', () => {
        const [head = '', body = ''] = text.split('\r\n\r\n', 2);
        resolve({ status: Number(text.slice(9, 12)), head: head.toLowerCase(), body });
      });
    });

  it.each(Object.keys(SPELLINGS))('%s has the same protections, or is not there', async (spelling) => {
    const faults: string[] = [];
    for (const [path, methods] of routes) {
      const method = methods[0]!;
      const target = SPELLINGS[spelling]!(path);
      if (target === path) continue;
      const [straight, anonymous] = [await ask(method, path), await ask(method, target)];
      const found = anonymous.status !== 404 && anonymous.status !== 400;
      const alike = anonymous.status === straight.status && header(anonymous.head) === header(straight.head);
      const refused =
        anonymous.head.includes('application/problem+json') && anonymous.head.includes('cache-control: no-store');
      if (found ? !alike && anonymous.status !== 401 && anonymous.status !== 405 : !refused)
        faults.push(`${method} ${target}: ${anonymous.status} instead of ${straight.status}`);
    }
    expect(faults).toEqual([]);
  });

  it.each(Object.keys(SPELLINGS))('of the tasks %s keeps its answer out of the caches of others', async (spelling) => {
    for (const path of ['/api/v1/me/tasks', `/api/v1/${ada.id}/tasks`, '/api/v1/users/me']) {
      const { head } = await ask('GET', SPELLINGS[spelling]!(path), ada.token);
      expect(head).toMatch(/\r\ncache-control: (no-store|private, no-cache)\r\n/);
    }
  });

  it('answers the verbs that it has, and 405 with just these to all others', async () => {
    const faults: string[] = [];
    for (const [path, methods] of routes) {
      const expected = [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort();
      for (const method of METHODS.filter((name) => !methods.includes(name))) {
        const { status, head, body } = await ask(method, path, ada.token);
        const allow = /\r\nallow: (.*)/.exec(head)?.[1]?.trim().toUpperCase();
        if (status !== 405 || allow !== expected.join(', ') || !body.includes('METHOD_NOT_ALLOWED'))
          faults.push(`${method} ${path}: ${status}, Allow: ${allow}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('keeps /tasks/batch to POST, and lets it be asked for its verbs', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD'])
      expect(await ask(method, '/api/v1/me/tasks/batch', ada.token)).toMatchObject({ status: 405 });
    const { status, head } = await ask('OPTIONS', '/api/v1/me/tasks/batch');
    expect([status, /\r\nallow: (.*)/.exec(head)?.[1]]).toEqual([204, 'options, post']);
  });
});

/** What protects an answer. */
const header = (head: string) =>
  ['cache-control', 'content-security-policy', 'x-content-type-options', 'x-frame-options', 'www-authenticate']
    .map((name) => new RegExp(`\r\n${name}: .*`).exec(head)?.[0])
    .join();
