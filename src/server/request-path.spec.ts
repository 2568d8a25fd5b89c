import type { Request } from 'express';
import { normalizePath, queryFault } from './request-path.js';

function decided(url: string, publicPath = '') {
  const req = { url } as Request;
  return { isPath: normalizePath(req, publicPath), isApi: req.isApi, url: req.url, originalUrl: req.originalUrl };
}

describe('the path of a request', () => {
  it.each([
    // The API, with its version and without.
    ['/api/v1/me/tasks', true, true, '/api/v1/me/tasks'],
    ['/api/me/tasks', true, true, '/api/v1/me/tasks'],
    ['/api/me/tasks?a=/api/x', true, true, '/api/v1/me/tasks?a=/api/x'],
    ['/api', true, true, '/api'],
    ['/api?x', true, true, '/api?x'],
    ['/api/', true, true, '/api/v1/'],
    ['/api/v1', true, true, '/api/v1'],
    ['/api/v1?x', true, true, '/api/v1?x'],
    ['/api/v2/x', true, true, '/api/v2/x'],
    ['/api/v10/x', true, true, '/api/v10/x'],
    ['/api/v1x/y', true, true, '/api/v1/v1x/y'],
    ['/api/vx', true, true, '/api/v1/vx'],
    ['/api/v/x', true, true, '/api/v1/v/x'],
    ['/api//v1/x', true, true, '/api/v1//v1/x'],
    ['/api/V1/x', true, true, '/api/v1/V1/x'],
    // Not the API.
    ['/', true, false, '/'],
    ['/health', true, false, '/health'],
    ['/apis/x', true, false, '/apis/x'],
    ['/API/x', true, false, '/API/x'],
    ['//api/x', true, false, '//api/x'],
    ['/%61pi/x', true, false, '/%61pi/x'],
    ['/x?/api/', true, false, '/x?/api/'],
    // Whole URLs.
    ['http://example.org/api/x', true, true, '/api/v1/x'],
    ['HTTPS://EXAMPLE.ORG:8080/health', true, false, '/health'],
    ['http://user:pass@example.org/api/x?y', true, true, '/api/v1/x?y'],
    ['http://example.org', true, false, '/'],
    ['http://example.org?x', true, false, '/?x'],
    ['http://example.org//api/x', true, false, '//api/x'],
    ['http:///api/x', true, true, '/api/v1/x'],
  ])('of %s', (given, isPath, isApi, url) => {
    expect(decided(given)).toMatchObject({ isPath, isApi, url });
  });

  it('is told in problems as it came', () => {
    expect(decided('/api/x?y').originalUrl).toBe('/api/x?y');
    expect(decided('http://example.org/api/x').originalUrl).toBe('/api/x');
  });

  it('is told with what a proxy removed, and routed without', () => {
    const { isApi, url, originalUrl } = decided('/api/x?y', '/taskward');
    expect({ isApi, url, originalUrl }).toEqual({ isApi: true, url: '/api/v1/x?y', originalUrl: '/taskward/api/x?y' });
    expect(decided('http://example.org', '/taskward').originalUrl).toBe('/taskward/');
  });

  it.each([
    '*',
    '',
    'x',
    'example.org:443',
    'ftp://example.org/x',
    'http:/example.org/x',
    '/a b',
    '/a\\b',
    '/a"b',
    '/a<b>',
    '/a{b}',
    '/a|b',
    '/a^b',
    '/a`b',
    '/é',
    '/日本',
    '/a\0b',
    '/a\n',
    '/[::1]',
    '/a#b',
    '/a?b#c',
    'http://example.org#/api/x',
  ])('%j is none', (url) => expect(decided(url).isPath).toBe(false));

  it('is decided in time that grows with the URL alone', () => {
    const long = 'x'.repeat(1_000_000);
    expect(decided(`/${long}`).isPath).toBe(true);
    expect(decided(`http://${long}`).url).toBe('/');
    expect(decided(`/${'%'.repeat(1_000_000)}"`).isPath).toBe(false);
  });
});

describe('the query of a request', () => {
  it.each(['/x', '/x?', '/x?q=a', '/x?q=%C3%A9', '/x?q=%', '/%FF', '/%FF?q=a'])('of %s can be read', (url) => {
    expect(queryFault({ url } as Request)).toBeUndefined();
  });

  it.each(['/x?q=%FF', '/x?%80', '/x?a=b&c=%C3', '/x??%ED%A0%80'])('of %s is no text', (url) => {
    expect(queryFault({ url } as Request)?.definition.code).toBe('MALFORMED_REQUEST');
  });
});
