import { timingSafeEqual } from 'node:crypto';
import { labelledMac, readUuid, signToken, verifyToken, writeUuid } from './signed-token.js';

/** A device on which the password of this account was once right. */
export interface DeviceTokenSubject {
  deviceId: string;
  userId: string;
  /** In seconds since the epoch. */
  issuedAt: number;
}

/** The device, the user and the time; then what binds them to the password. */
const SUBJECT_BYTES = 36;
const BINDING_BYTES = 32;
const LABEL = 'token\0';

/**
 * Makes the token by which a device is known again: the subject, and an HMAC-SHA256 that binds it to the password hash.
 * It opens nothing, and another password voids it.
 */
export function deriveDeviceToken(subject: DeviceTokenSubject, passwordHash: string, key: Uint8Array): string {
  const bytes = Buffer.alloc(SUBJECT_BYTES);
  writeUuid(bytes, subject.deviceId, 0);
  writeUuid(bytes, subject.userId, 16);
  bytes.writeUInt32BE(subject.issuedAt, 32);
  return signToken(Buffer.concat([bytes, bindingOf(bytes, passwordHash, key)]), LABEL, key);
}

/**
 * What a token that was made with one of these keys stands for; undefined if it is none of ours. `isBoundTo` tells
 * whether the password is still the one that it was made for.
 */
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
