import { readUuid, signToken, verifyToken, writeUuid } from './signed-token.js';

export interface RefreshTokenSubject {
  userId: string;
  sessionId: string;
  generation: number;
}

const PAYLOAD_BYTES = 36;
const NO_LABEL = '';

/** The token is not stored: the same generation always gives the same one, so that a repeated refresh is idempotent. */
export function deriveRefreshToken(subject: RefreshTokenSubject, secret: string): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  writeUuid(payload, subject.userId, 0);
  writeUuid(payload, subject.sessionId, 16);
  payload.writeUInt32BE(subject.generation, 32);
  return signToken(payload, NO_LABEL, secret);
}

/** Undefined if none of these secrets made the token. Its session may have ended. */
export function readRefreshToken(token: string, secrets: string[]): RefreshTokenSubject | undefined {
  const payload = verifyToken(token, PAYLOAD_BYTES, NO_LABEL, secrets)?.payload;
  return (
    payload && { userId: readUuid(payload, 0), sessionId: readUuid(payload, 16), generation: payload.readUInt32BE(32) }
  );
}
