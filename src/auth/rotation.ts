import type { Session } from './session.entity.js';

/**
 * How long after a rotation the parent still gets the same child: for tabs that refresh at once, and for an answer that
 * was lost on the way.
 */
const GRACE_MS = 30_000;

/** The state that a refresh is judged by: a session, and whether its user may have any. */
export type RotationState = Pick<
  Session,
  'generation' | 'previousGeneration' | 'rotatedAt' | 'lastUsedAt' | 'expiresAt' | 'revokedAt'
> & {
  userIsActive: boolean;
};

/**
 * - `advance`: a new child. The current token was presented; or its parent, whose child was lost and is void from now on.
 * - `repeat`: the child that was made a moment ago, once more.
 * - `reuse`: two parties hold tokens of this session, and one of them is a thief.
 * - `refuse`: the session is over.
 */
export type Verdict = 'advance' | 'repeat' | 'reuse' | 'refuse';

/**
 * What to do with a genuine refresh token of this generation (RFC 9700, section 4.14.2).
 *
 * @param now and `idleMs` in milliseconds.
 */
export function judge(session: RotationState | undefined, presented: number, now: number, idleMs: number): Verdict {
  if (session?.userIsActive !== true || session.revokedAt !== null) return 'refuse';
  if (session.expiresAt.getTime() <= now || session.lastUsedAt.getTime() + idleMs <= now) return 'refuse';
  if (presented === session.generation) return 'advance';
  if (presented !== session.previousGeneration) return 'reuse';
  // The child is still the current generation: had it been used, the parent would no longer be the previous one.
  const inGrace = session.rotatedAt !== null && now < session.rotatedAt.getTime() + GRACE_MS;
  return inGrace ? 'repeat' : 'advance';
}
