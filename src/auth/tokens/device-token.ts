import { timingSafeEqual } from 'node:crypto';
import { labelledMac, readUuid, signToken, verifyToken, writeUuid } from './signed-token.js';

export interface DeviceTokenSubject {
  deviceId: string;
  userId: string;
  issuedAt: number;
}

const SUBJECT_BYTES = 36;
const BINDING_BYTES = 32;
const LABEL = 'token\0';

/** Another password voids the token, because an HMAC binds it to the password hash. Its time is in seconds. */
export function deriveDeviceToken(subject: DeviceTokenSubject, passwordHash: string, key: Uint8Array): string {
  const bytes = Buffer.alloc(SUBJECT_BYTES);
  writeUuid(bytes, subject.deviceId, 0);
  writeUuid(bytes, subject.userId, 16);
  bytes.writeUInt32BE(subject.issuedAt, 32);
  return signToken(Buffer.concat([bytes, bindingOf(bytes, passwordHash, key)]), LABEL, key);
}

/** Undefined if none of these keys made the token. `isBoundTo` tells whether the password is still the same. */
export function readDeviceToken(
  token: string,
  keys: Uint8Array[],
): (DeviceTokenSubject & { isBoundTo: (passwordHash: string) => boolean }) | undefined {
  const verified = verifyToken(token, SUBJECT_BYTES + BINDING_BYTES, LABEL, keys);
  if (verified === undefined) return undefined;
  const { payload, key } = verified;
  const subject = payload.subarray(0, SUBJECT_BYTES);
  const binding = payload.subarray(SUBJECT_BYTES);
  return {
    deviceId: readUuid(subject, 0),
    userId: readUuid(subject, 16),
    issuedAt: subject.readUInt32BE(32),
    isBoundTo: (passwordHash) => timingSafeEqual(binding, bindingOf(subject, passwordHash, key)),
  };
}

function bindingOf(subject: Buffer, passwordHash: string, key: Uint8Array): Buffer {
  return labelledMac('password\0', Buffer.concat([subject, Buffer.from(passwordHash)]), key);
}
