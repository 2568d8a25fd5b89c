import { createHmac, timingSafeEqual } from 'node:crypto';
import { isCanonicalBase64url } from './base64url.js';

const MAC_BYTES = 32;

/** What signs and verifies: a secret of ours, or a key that was derived from one. */
export type TokenKey = string | Uint8Array;

/** A payload, then an HMAC-SHA256 over the label and the payload, in base64url. The label keeps kinds of tokens apart. */
export function signToken(payload: Buffer, label: string, key: TokenKey): string {
  return Buffer.concat([payload, labelledMac(label, payload, key)]).toString('base64url');
}

/** The payload and the key of a token that one of these keys signed; undefined if it is none, or is spelled otherwise. */
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

/** HMAC-SHA256 over a label and some bytes. */
export function labelledMac(label: string, bytes: Uint8Array, key: TokenKey): Buffer {
  return createHmac('sha256', key).update(label).update(bytes).digest();
}

/** Writes a UUID as 16 bytes. */
export function writeUuid(bytes: Buffer, uuid: string, start: number): void {
  bytes.write(uuid.replaceAll('-', ''), start, 'hex');
}

/** Reads one back. */
export function readUuid(bytes: Buffer, start: number): string {
  return bytes.toString('hex', start, start + 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
