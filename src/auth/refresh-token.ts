import { createHmac } from 'node:crypto';

/** What a refresh token stands for: one generation of one session. */
export interface RefreshTokenSubject {
  userId: string;
  sessionId: string;
  generation: number;
}

/**
 * Derives the refresh token of a generation: the subject, then an HMAC-SHA256 over it, in base64url. Nothing of it is
 * stored, and the same generation always gives the same token: that is what makes a repeated refresh idempotent.
 */
export function deriveRefreshToken(subject: RefreshTokenSubject, secret: string): string {
  const payload = Buffer.alloc(36);
  payload.write(subject.userId.replaceAll('-', ''), 0, 'hex');
  payload.write(subject.sessionId.replaceAll('-', ''), 16, 'hex');
  payload.writeUInt32BE(subject.generation, 32);
  return Buffer.concat([payload, createHmac('sha256', secret).update(payload).digest()]).toString('base64url');
}
