import { readUuid, signToken, verifyToken, writeUuid } from './signed-token.js';

/** What a refresh token stands for: one generation of one session. */
export interface RefreshTokenSubject {
  userId: string;
  sessionId: string;
  generation: number;
}

/** The user, the session and the generation. */
const PAYLOAD_BYTES = 36;
const NO_LABEL = '';

/**
 * Derives the refresh token of a generation. Nothing of it is stored, and the same generation always gives the same
 * token: that is what makes a repeated refresh idempotent.
 */
export function deriveRefreshToken(subject: RefreshTokenSubject, secret: string): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  writeUuid(payload, subject.userId, 0);
  writeUuid(payload, subject.sessionId, 16);
  payload.writeUInt32BE(subject.generation, 32);
  return signToken(payload, NO_LABEL, secret);
}

/** What a token that was derived with one of these secrets stands for; undefined if it is none of ours. The session may have ended. */
export function readRefreshToken(token: string, secrets: string[]): RefreshTokenSubject | undefined {
  const payload = verifyToken(token, PAYLOAD_BYTES, NO_LABEL, secrets)?.payload;
  return (
    payload && { userId: readUuid(payload, 0), sessionId: readUuid(payload, 16), generation: payload.readUInt32BE(32) }
  );
}
