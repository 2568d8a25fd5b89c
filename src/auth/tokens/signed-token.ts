import { createHmac, timingSafeEqual } from 'node:crypto';
import { isCanonicalBase64url } from './base64url.js';

const MAC_BYTES = 32;

export type TokenKey = string | Uint8Array;

/** The payload, then an HMAC-SHA256 over label and payload, in base64url. The label keeps kinds of tokens apart. */
export function signToken(payload: Buffer, label: string, key: TokenKey): string {
  return Buffer.concat([payload, labelledMac(label, payload, key)]).toString('base64url');
}

/** Undefined if none of these keys signed the token, or if it is in another spelling. */
export function verifyToken<Key extends TokenKey>(
  token: string,
  payloadBytes: number,
  label: string,
  keys: readonly Key[],
): { payload: Buffer; key: Key } | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== payloadBytes + MAC_BYTES || !isCanonicalBase64url(token)) return undefined;
  const payload = bytes.subarray(0, payloadBytes);
  const key = keys.find((one) => timingSafeEqual(bytes.subarray(payloadBytes), labelledMac(label, payload, one)));
  return key === undefined ? undefined : { payload, key };
}

export function labelledMac(label: string, bytes: Uint8Array, key: TokenKey): Buffer {
  return createHmac('sha256', key).update(label).update(bytes).digest();
}

export function writeUuid(bytes: Buffer, uuid: string, start: number): void {
  bytes.write(uuid.replaceAll('-', ''), start, 'hex');
}

export function readUuid(bytes: Buffer, start: number): string {
  return bytes.toString('hex', start, start + 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
