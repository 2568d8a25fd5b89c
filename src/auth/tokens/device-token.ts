import { createHmac, timingSafeEqual } from 'node:crypto';

/** A device on which the password of this account was once right. */
export interface DeviceTokenSubject {
  deviceId: string;
  userId: string;
  /** In seconds since the epoch. */
  issuedAt: number;
}

const PAYLOAD_BYTES = 36;
const BINDING_BYTES = 32;
const MAC_BYTES = 32;
const TOKEN_BYTES = PAYLOAD_BYTES + BINDING_BYTES + MAC_BYTES;

/**
 * Makes the token by which a device is known again: the subject, an HMAC-SHA256 that binds it to the password hash,
 * and one over all of it, in base64url. It opens nothing, and another password voids it.
 */
export function deriveDeviceToken(subject: DeviceTokenSubject, passwordHash: string, key: Uint8Array): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload.write(subject.deviceId.replaceAll('-', ''), 0, 'hex');
  payload.write(subject.userId.replaceAll('-', ''), 16, 'hex');
  payload.writeUInt32BE(subject.issuedAt, 32);
  const bound = Buffer.concat([payload, bindingOf(payload, passwordHash, key)]);
  return Buffer.concat([bound, mac('token', bound, key)]).toString('base64url');
}

/**
 * What a token that was made with one of these keys stands for; undefined if it is none of ours. `isBoundTo` tells
 * whether the password is still the one that it was made for.
 */
export function readDeviceToken(
  token: string,
  keys: Uint8Array[],
): (DeviceTokenSubject & { isBoundTo: (passwordHash: string) => boolean }) | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // The decoder overlooks what is not base64url; of each token there is one spelling.
  if (bytes.length !== TOKEN_BYTES || bytes.toString('base64url') !== token) return undefined;
  const bound = bytes.subarray(0, PAYLOAD_BYTES + BINDING_BYTES);
  const given = bytes.subarray(PAYLOAD_BYTES + BINDING_BYTES);
  const key = keys.find((candidate) => timingSafeEqual(given, mac('token', bound, candidate)));
  if (key === undefined) return undefined;
  const payload = bound.subarray(0, PAYLOAD_BYTES);
  return {
    deviceId: uuidAt(payload, 0),
    userId: uuidAt(payload, 16),
    issuedAt: payload.readUInt32BE(32),
    isBoundTo: (passwordHash) => timingSafeEqual(bound.subarray(PAYLOAD_BYTES), bindingOf(payload, passwordHash, key)),
  };
}

function bindingOf(payload: Buffer, passwordHash: string, key: Uint8Array): Buffer {
  return mac('password', Buffer.concat([payload, Buffer.from(passwordHash)]), key);
}

function mac(label: 'token' | 'password', bytes: Buffer, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${label}\0`).update(bytes).digest();
}

function uuidAt(bytes: Buffer, start: number): string {
  return bytes.toString('hex', start, start + 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
