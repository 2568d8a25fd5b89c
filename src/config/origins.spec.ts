import { originFault, originMatcher } from './origins.js';

describe('an entry of CORS_ORIGINS', () => {
  it.each([
    'https://app.example.org',
    'http://localhost:5173',
    'https://[2001:db8::1]:8443',
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'chrome-extension://abcdefghijklmnop',
    'https://*.example.app',
    'https://*.example.app:8443',
    'https://*.preview.example.app',
    'exp://192.0.2.7:8081',
    'app://localhost:65535',
  ])('%s is one', (entry) => expect(originFault(entry)).toBeUndefined());

  it.each([
    '*',
    'null',
    'https://*',
    'https://*.',
    'https://app.*.example.org',
    'https://*app.example.org',
    'https://*.*.example.org',
    '*.example.org',
    '*://example.org',
    'app.example.org',
    'https://app.example.org/',
    'https://app.example.org/path',
    'https://app.example.org:443',
    'http://app.example.org:80',
    'https://App.example.org',
    'HTTPS://app.example.org',
    'https://user@app.example.org',
    'https://app.example.org?x',
    'https://app.example.org#x',
    'file:///index.html',
    'file://localhost',
    'data://x',
    'capacitor://',
    'capacitor://localhost/',
    'Capacitor://localhost',
    'https://bücher.example',
    'https://*.127.0.0.1',
    'https://*.[::1]',
    'capacitor://localhost:0',
    'capacitor://localhost:65536',
    'tauri://localhost:0080',
  ])('%s is refused in words', (entry) => expect(originFault(entry)).toContain(`"${entry}"`));

  it.each(['https://*.org', 'https://*.localhost'])('%s allows too much', (entry) =>
    expect(originFault(entry)).toContain('two labels at least'),
  );
});

describe('the origins that are allowed', () => {
  const allows = originMatcher(
    ['https://app.example.org', 'capacitor://localhost', 'https://*.example.app', 'http://*.dev.test:3000'],
    false,
  );

  it.each([
    'https://app.example.org',
    'capacitor://localhost',
    'https://pr-12.example.app',
    'https://a.example.app',
    'http://x.dev.test:3000',
  ])('%s is one of them', (origin) => expect(allows(origin)).toBe(true));

  it.each([
    'null',
    '',
    'http://app.example.org',
    'https://app.example.org.evil.example',
    'https://app.example.org:8443',
    'https://appxexample.org',
    'ionic://localhost',
    'https://example.app',
    'https://.example.app',
    'https://a.b.example.app',
    'https://evil.example/.example.app',
    'https://evil.example?.example.app',
    'https://-.example.app',
    'https://a.example.app:8443',
    'https://a.example.app.evil.example',
    'http://a.example.app',
    'http://x.dev.test',
    'http://localhost:5173',
  ])('"%s" is none', (origin) => expect(allows(origin)).toBe(false));

  it('are those of this machine too, in development', () => {
    const local = originMatcher([], true);
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1', 'https://localhost', 'http://[::1]:8080'])
      expect(local(origin)).toBe(true);
    for (const origin of [
      'http://localhost.evil.example',
      'http://127.0.0.1.evil.example',
      'null',
      'http://localhost:x',
    ])
      expect(local(origin)).toBe(false);
  });
});
