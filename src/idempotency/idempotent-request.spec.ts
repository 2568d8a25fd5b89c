import { createHash, randomBytes } from 'node:crypto';
import { KeyedRequest } from './idempotent-request.js';

const hashOf = (operation: string[], body?: unknown) =>
  new KeyedRequest('a key', operation, undefined).meaning(body).hash;
const POST = ['POST', '/tasks', ''];

describe('the hash of a request', () => {
  it.each([
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: { x: [1, 2], y: null } }, { a: { y: null, x: [1, 2] } }],
    [{ n: 1.0 }, { n: 1 }],
    [{ n: 1e2 }, { n: 100 }],
    [{ n: -0 }, { n: 0 }],
    [{ t: 'é' }, { t: '\u00e9' }],
    [{ a: 1, b: undefined }, { a: 1 }],
  ])('is one for %j and %j', (one, other) => expect(hashOf(POST, one)).toEqual(hashOf(POST, other)));

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: '1' }],
    [{ a: null }, {}],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ t: 'é' }, { t: 'e\u0301' }],
    [{ t: '' }, { t: ' ' }],
    [{}, []],
    [{ t: '🦆' }, { t: '🐢' }],
    [{}, undefined],
  ])('is not one for %j and %j', (one, other) => expect(hashOf(POST, one)).not.toEqual(hashOf(POST, other)));

  it.each([
    [
      ['POST', '/tasks', ''],
      ['PUT', '/tasks', ''],
    ],
    [
      ['POST', '/tasks', ''],
      ['POST', '/tasks/x', ''],
    ],
    [
      ['POST', '/tasks', 'a'],
      ['POST', '/tasks', 'b'],
    ],
    [
      ['POST', 'a', 'b'],
      ['POST', 'ab', ''],
    ],
    [['a","b'], ['a', 'b']],
  ])('is not one for the operations %j and %j', (one, other) => expect(hashOf(one, {})).not.toEqual(hashOf(other, {})));

  it('is recognized, and so is that of the body as it came, which earlier releases kept', () => {
    const came = { title: 'Milk', priority: 'none' };
    const request = new KeyedRequest('a key', POST, came).meaning({ priority: 'none', title: 'Milk', tags: [] });
    expect(request.matchesHash(request.hash)).toBe(true);
    expect(
      request.matchesHash(
        createHash('sha256')
          .update(JSON.stringify([...POST, came]))
          .digest(),
      ),
    ).toBe(true);
    expect(request.matchesHash(randomBytes(32))).toBe(false);
    expect(request.matchesHash(Buffer.alloc(0))).toBe(false);
  });
});

describe('the hash of a request with a password', () => {
  const keys = [randomBytes(32), randomBytes(32)];
  const body = { username: 'ada', password: 'a quiet harbour at dawn' };
  const seal = (given: object, hmacKeys = keys) => new KeyedRequest('a key', POST, given).sealed(given, hmacKeys);

  it('needs the key, and is none that anyone could compute', () => {
    expect(seal(body).hash).toEqual(seal({ password: body.password, username: 'ada' }).hash);
    expect(seal(body).hash).not.toEqual(seal(body, [randomBytes(32)]).hash);
    expect(seal(body).hash).not.toEqual(hashOf(POST, body));
    expect(seal(body).matchesHash(hashOf(POST, body))).toBe(false);
  });

  it('is recognized after a change of the key', () => {
    const before = seal(body, [keys[1]!]);
    expect(seal(body).matchesHash(before.hash)).toBe(true);
    expect(seal({ ...body, password: 'another' }).matchesHash(before.hash)).toBe(false);
  });

  it('is not made without a key', () => expect(() => seal(body, [])).toThrow(TypeError));
});
