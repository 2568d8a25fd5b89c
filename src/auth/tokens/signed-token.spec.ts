import { deriveDeviceToken, readDeviceToken } from './device-token.js';
import { deriveMailToken, readMailToken } from './mail-token.js';
import { deriveRefreshToken, readRefreshToken } from './refresh-token.js';

const SECRET = 'a secret of thirty-two bytes or so';
const userId = '019abc12-3456-7def-8123-456789abcdef';
const id = '019abc12-3456-7def-8123-456789abcd00';

/** As an older version made them: what is in mailboxes and on devices must stay good. */
const MAIL = 'AgGavBI0Vn3vgSNFZ4mrze8BmrwSNFZ974EjRWeJq80AeWMYTpCY0sN3DbjNtC4bHy2IJHHnf6Xhx6pCHp4bEto';
const REFRESH = 'AZq8EjRWfe-BI0VniavN7wGavBI0Vn3vgSNFZ4mrzQAAAAAHi6GlSZ5LM48EmgV2vukc8DUhZI7iqDZUOPquEK47k4s';
const DEVICE =
  'AZq8EjRWfe-BI0VniavNAAGavBI0Vn3vgSNFZ4mrze9qsTuARdXw3pWdPrKeM8KUjW-QWzgRYXuT-ZszdyP0wbJ3IWeObrkGwJhkZKQUmABTG5FKLoSM7gySxcuw0WrGFzrNmw';

describe('the signed tokens', () => {
  it('are made byte for byte as ever', () => {
    expect(deriveMailToken({ userId, purpose: 'change_email', id }, SECRET)).toBe(MAIL);
    expect(deriveRefreshToken({ userId, sessionId: id, generation: 7 }, SECRET)).toBe(REFRESH);
    const device = { deviceId: id, userId, issuedAt: 1_790_000_000 };
    expect(deriveDeviceToken(device, 'a hash', new Uint8Array(32).fill(7))).toBe(DEVICE);
  });

  it('are read under any of the keys', () => {
    const secrets = ['another secret', SECRET];
    expect(readMailToken(MAIL, secrets)).toEqual({ userId, purpose: 'change_email', id });
    expect(readRefreshToken(REFRESH, secrets)).toEqual({ userId, sessionId: id, generation: 7 });
  });

  it('are none of another kind, under another key, cut, or spelled otherwise', () => {
    for (const other of [REFRESH, DEVICE, MAIL.slice(0, -2), `${MAIL}=`, MAIL.replace(/o$/, 'p'), ''])
      expect(readMailToken(other, [SECRET])).toBeNull();
    for (const other of [MAIL, DEVICE, REFRESH.slice(0, -2), `${REFRESH}=`, REFRESH.replace(/s$/, 't'), ''])
      expect(readRefreshToken(other, [SECRET])).toBeUndefined();
    expect(readMailToken(MAIL, ['another secret'])).toBeNull();
    expect(readRefreshToken(REFRESH, ['another secret'])).toBeUndefined();
    expect(readDeviceToken(MAIL, [new Uint8Array(32).fill(7)])).toBeUndefined();
  });
});
