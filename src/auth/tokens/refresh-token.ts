import { createHmac, timingSafeEqual } from 'node:crypto';
import { isCanonicalBase64url } from './base64url.js';

/** What a refresh token stands for: one generation of one session. */
export interface RefreshTokenSubject {
  userId: string;
  sessionId: string;
  generation: number;
}

const PAYLOAD_BYTES = 36;
const TOKEN_BYTES = PAYLOAD_BYTES + 32;

/**
 * Derives the refresh token of a generation: the subject, then an HMAC-SHA256 over it, in base64url. Nothing of it is
 * stored, and the same generation always gives the same token: that is what makes a repeated refresh idempotent.
 */
export function deriveRefreshToken(subject: RefreshTokenSubject, secret: string): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload.write(subject.userId.replaceAll('-', ''), 0, 'hex');
  payload.write(subject.sessionId.replaceAll('-', ''), 16, 'hex');
  payload.writeUInt32BE(subject.generation, 32);
  return Buffer.concat([payload, mac(payload, secret)]).toString('base64url');
}

/** What a token that was derived with one of these secrets stands for; undefined if it is none of ours. Says nothing yet of whether the session lives. */
export function readRefreshToken(token: string, secrets: string[]): RefreshTokenSubject | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== TOKEN_BYTES || !isCanonicalBase64url(token)) return undefined;
  const payload = bytes.subarray(0, PAYLOAD_BYTES);
  if (!secrets.some((secret) => timingSafeEqual(bytes.subarray(PAYLOAD_BYTES), mac(payload, secret)))) return undefined;
  return { userId: uuidAt(payload, 0), sessionId: uuidAt(payload, 16), generation: payload.readUInt32BE(32) };
}

const mac = (payload: Buffer, secret: string) => createHmac('sha256', secret).update(payload).digest();

function uuidAt(bytes: Buffer, start: number): string {
  return bytes.toString('hex', start, start + 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
