import type { BodyConfig } from '../config/slices.js';
import type { Request } from 'express';
import { foreignPageMatcher } from './foreign-pages.js';

const isForeign = (headers: Record<string, string>, NODE_ENV: BodyConfig['NODE_ENV'] = 'production') =>
  foreignPageMatcher({ CORS_ORIGINS: ['https://app.example.org', 'https://*.example.app'], NODE_ENV } as BodyConfig)({
    headers: { host: 'api.example.org', ...headers },
  } as unknown as Request);

describe('a page of another origin', () => {
  it.each([
    [{}, false],
    [{ 'sec-fetch-site': 'same-origin' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': 'same-site' }, true],
    [{ 'sec-fetch-site': 'cross-site' }, true],
    [{ 'sec-fetch-site': '' }, true],
    [{ 'sec-fetch-site': 'Same-Origin' }, true],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://app.example.org' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://one.example.app' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, true],
    [{ origin: 'https://evil.example' }, true],
    [{ origin: 'null' }, true],
    [{ origin: '' }, true],
    [{ origin: 'https://api.example.org' }, false],
    [{ origin: 'http://api.example.org' }, false],
    [{ origin: 'https://api.example.org:444' }, true],
    [{ origin: 'https://api.example.org.evil.example' }, true],
    [{ origin: 'api.example.org' }, false],
  ])('%j: %j', (headers, foreign) => expect(isForeign(headers)).toBe(foreign));

  it('is none of this machine, in development alone', () => {
    expect(isForeign({ origin: 'http://localhost:5173' }, 'development')).toBe(false);
    expect(isForeign({ origin: 'http://localhost:5173' })).toBe(true);
  });
});
