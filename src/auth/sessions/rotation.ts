import type { ReplacedGeneration, Session } from './session.entity.js';

/** For tabs that refresh at the same time, and for an answer that was lost or comes late. */
const GRACE_MS = 30_000;

/** Limits what a client that rotates without pause can store; the newest are kept. */
const MAX_RECENT = 100;
const MAX_VOID = 10;

export type RotationState = Pick<
  Session,
  | 'generation'
  | 'previousGeneration'
  | 'rotatedAt'
  | 'usedGeneration'
  | 'recentGenerations'
  | 'voidGenerations'
  | 'lastUsedAt'
  | 'expiresAt'
  | 'revokedAt'
> & {
  userIsActive: boolean;
};

export type RotationHistory = Pick<Session, 'previousGeneration' | 'recentGenerations' | 'voidGenerations'>;

/**
 * - `advance`: a new generation. For the current token; or for its parent, if the child was lost, which is then void.
 * - `repeat`: the current generation once more.
 * - `reuse`: two parties hold tokens of this session, and one of them is a thief.
 */
export type RotationDecision =
  | { verdict: 'advance'; history: RotationHistory }
  | { verdict: 'repeat' }
  | { verdict: 'reuse' }
  | { verdict: 'refuse' };

/** What a genuine refresh token of this generation gets (RFC 9700, section 4.14.2). `now` is in milliseconds. */
export function decideRotation(
  session: RotationState | undefined,
  presented: number,
  now: number,
  idleMs: number,
): RotationDecision {
  if (session?.userIsActive !== true || session.revokedAt !== null) return { verdict: 'refuse' };
  if (session.expiresAt.getTime() <= now || session.lastUsedAt.getTime() + idleMs <= now) return { verdict: 'refuse' };
  const { generation, previousGeneration, usedGeneration, voidGenerations } = session;
  const recent = replacedWithinGrace(session, now);
  const history = {
    previousGeneration: presented,
    recentGenerations: recent.filter((replaced) => replaced.generation !== presented).slice(-MAX_RECENT),
    voidGenerations,
  };
  if (presented === generation) return { verdict: 'advance', history };
  if (recent.some((replaced) => replaced.generation === presented)) return { verdict: 'repeat' };
  if (presented !== previousGeneration || usedGeneration === generation) return { verdict: 'reuse' };
  return {
    verdict: 'advance',
    history: { ...history, voidGenerations: [...voidGenerations, generation].slice(-MAX_VOID) },
  };
}

function replacedWithinGrace(session: RotationState, now: number): ReplacedGeneration[] {
  const { previousGeneration, rotatedAt, recentGenerations } = session;
  const replaced = [...recentGenerations];
  if (previousGeneration !== null && rotatedAt !== null)
    replaced.push({ generation: previousGeneration, replacedAt: rotatedAt.getTime() });
  return replaced.filter(({ replacedAt }) => now < replacedAt + GRACE_MS);
}
