import { randomBytes } from 'node:crypto';
import { newId } from '../../common/uuid.js';
import { deriveDeviceToken, readDeviceToken } from './device-token.js';

const keys = [randomBytes(32), randomBytes(32)];
const subject = { deviceId: newId(), userId: newId(), issuedAt: 1_790_000_000 };

describe('the token of a known device', () => {
  it('names the device and the account, under any of the keys', () => {
    for (const key of keys) {
      const read = readDeviceToken(deriveDeviceToken(subject, 'a hash', key), keys);
      expect(read).toMatchObject(subject);
      expect(read?.isBoundTo('a hash')).toBe(true);
    }
  });

  it('is bound to the password', () => {
    const read = readDeviceToken(deriveDeviceToken(subject, 'a hash', keys[0]!), keys);
    expect(read?.isBoundTo('another hash')).toBe(false);
  });

  it('is refused with any bit changed, under another key, cut, spelled otherwise or empty', () => {
    const token = deriveDeviceToken(subject, 'a hash', keys[0]!);
    const bytes = Buffer.from(token, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const forged = Buffer.from(bytes);
      forged[i]! ^= 1;
      expect(readDeviceToken(forged.toString('base64url'), keys)).toBeUndefined();
    }
    expect(readDeviceToken(token, [randomBytes(32)])).toBeUndefined();
    for (const other of [token.slice(0, -2), `${token}=`, `${token}AA`, '', 'x'.repeat(4_000)]) {
      expect(readDeviceToken(other, keys)).toBeUndefined();
    }
  });
});
