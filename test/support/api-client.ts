import type { NestExpressApplication } from '@nestjs/platform-express';
import type { IncomingMessage } from 'node:http';
import { randomBytes } from 'node:crypto';
import request, { type Response, type Test } from 'supertest';
import { openApiDocument } from '../../src/openapi/document.js';
import { ResponseValidator } from './response-validator.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options';

/** A user made for a test, logged in. */
export interface TestUser {
  id: string;
  email: string;
  username: string;
  password: string;
  token: string;
  refreshToken: string;
}

/** Several specs may share a database. */
const spec = randomBytes(4).toString('hex');
let counter = 0;

/**
 * Calls the running app over HTTP and holds every answer against the OpenAPI document: an answer that is not
 * documented fails the test that got it, whatever that test looks at.
 */
export class ApiClient {
  private readonly validator: ResponseValidator;

  constructor(
    nest: NestExpressApplication,
    private readonly url: string,
  ) {
    this.validator = new ResponseValidator(openApiDocument(nest));
  }

  /** A request to add headers and a body to; `as` sends that user's token. */
  request(method: Method, path: string, as?: TestUser): Test {
    const test = request(this.url)[method](path);
    if (as !== undefined) void test.set('Authorization', `Bearer ${as.token}`);
    if (method === 'get' && /\/events(\?|$)/.test(path)) void test.buffer(true).parse(readFirstEvent);
    return test.expect((response: Response) => this.validator.validate(method, path, response));
  }

  get(path: string, as?: TestUser): Test {
    return this.request('get', path, as);
  }

  post(path: string, as?: TestUser, body?: object): Test {
    return withBody(this.request('post', path, as), body);
  }

  put(path: string, as?: TestUser, body?: object): Test {
    return withBody(this.request('put', path, as), body);
  }

  patch(path: string, as?: TestUser, body?: object): Test {
    return withBody(this.request('patch', path, as), body);
  }

  delete(path: string, as?: TestUser): Test {
    return this.request('delete', path, as);
  }

  /** Registers someone new and logs them in. */
  async newUser(name = `user${++counter}`): Promise<TestUser> {
    const unique = `${name}-${spec}-${++counter}`;
    const password = `a stapler of horses ${counter}`;
    const fields = { email: `${unique}@example.org`, username: unique, full_name: `Test ${name}`, password };
    const { body } = await this.post('/api/v1/auth/register', undefined, fields).expect(201);
    return this.login({ id: (body as { id: string }).id, email: fields.email, username: unique, password });
  }

  /** A new session for someone who is registered. */
  async login(user: Omit<TestUser, 'token' | 'refreshToken'>): Promise<TestUser> {
    const { body } = await this.post('/api/v1/auth/login', undefined, {
      username: user.email,
      password: user.password,
    }).expect(200);
    const { access_token, refresh_token } = body as { access_token: string; refresh_token: string };
    return { ...user, token: access_token, refreshToken: refresh_token };
  }
}

/** A stream has no end: it is left after its first event. */
function readFirstEvent(given: Response, done: (error: Error | null, body: unknown) => void): void {
  // What supertest gives a parser is Node's own response, whatever its types say.
  const response = given as unknown as IncomingMessage & { text?: string };
  const isStream = response.headers['content-type'] === 'text/event-stream';
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    response.text = text;
    if (!isStream || !/^data: .*\n\n/m.test(text)) return;
    done(null, {});
    response.destroy();
  });
  response.on('end', () => done(null, isStream || text === '' ? {} : JSON.parse(text)));
}

function withBody(test: Test, body?: object): Test {
  return body === undefined ? test : test.send(body);
}
