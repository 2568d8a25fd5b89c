import { decideRotation, type RotationHistory, type RotationState } from './rotation.js';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const NOW = Date.UTC(2026, 10, 21, 9, 30);
const IDLE_MS = 7 * DAY;

const fresh = (): RotationState => ({
  generation: 1,
  previousGeneration: null,
  rotatedAt: null,
  usedGeneration: null,
  recentGenerations: [],
  voidGenerations: [],
  lastUsedAt: new Date(NOW),
  expiresAt: new Date(NOW + 30 * DAY),
  revokedAt: null,
  userIsActive: true,
});

const decide = (state: RotationState | undefined, presented: number, at = NOW) =>
  decideRotation(state, presented, at, IDLE_MS);
const verdict = (state: RotationState | undefined, presented: number, at = NOW) => decide(state, presented, at).verdict;

/** The session after this generation was presented and a new one was made. */
function advanced(state: RotationState, presented = state.generation, at = NOW): RotationState {
  const decision = decide(state, presented, at) as { history?: RotationHistory };
  if (decision.history === undefined) throw new Error(`Generation ${presented} does not advance the session`);
  const moment = new Date(at);
  return { ...state, ...decision.history, generation: state.generation + 1, rotatedAt: moment, lastUsedAt: moment };
}

const used = (state: RotationState): RotationState => ({ ...state, usedGeneration: state.generation });

describe('a refresh token', () => {
  it('that is current advances the session', () => {
    expect(advanced(fresh())).toMatchObject({ generation: 2, previousGeneration: 1, recentGenerations: [] });
  });

  it.each([0, 29_999])('that was replaced %i ms ago gets the current child, used or not', (age) => {
    const session = advanced(fresh());
    expect(verdict(session, 1, NOW + age)).toBe('repeat');
    expect(verdict(used(session), 1, NOW + age)).toBe('repeat');
  });

  it('of any generation that was current within the grace gets the current child, and none that was not', () => {
    let session = fresh();
    for (let i = 0; i < 40; i++) session = advanced(session, session.generation, NOW + i * SECOND);
    const last = NOW + 39 * SECOND;
    // Generation n was replaced at second n − 1.
    expect(verdict(session, 40, last)).toBe('repeat');
    expect(verdict(session, 11, last)).toBe('repeat');
    expect(verdict(session, 10, last)).toBe('reuse');
    expect(verdict(session, 11, last + SECOND)).toBe('reuse');
    expect(verdict(session, 12, last + SECOND)).toBe('repeat');
    expect(session.recentGenerations.length).toBeLessThanOrEqual(30);
  });

  it('of an unused child’s parent, past the grace, gets a new child and makes the old one void', () => {
    const lost = advanced(fresh());
    const at = NOW + 30 * SECOND;
    expect(verdict(lost, 1, at)).toBe('advance');
    const found = advanced(lost, 1, at);
    expect(found).toMatchObject({ generation: 3, previousGeneration: 1, voidGenerations: [2], recentGenerations: [] });
    expect(verdict(found, 1, at + SECOND)).toBe('repeat');
    expect(verdict(found, 2, at)).toBe('reuse');
    expect(verdict(found, 3, at)).toBe('advance');
    expect(advanced(found, 3, at).voidGenerations).toEqual([2]);
  });

  it('of a used child’s parent, past the grace, is reuse', () => {
    expect(verdict(used(advanced(fresh())), 1, NOW + 30 * SECOND)).toBe('reuse');
  });

  it('whose grandparent was used is not taken for used', () => {
    const session = advanced(used(advanced(fresh())));
    expect(verdict(session, 2, NOW + 30 * SECOND)).toBe('advance');
  });

  it('of a generation that never was is reuse', () => {
    expect(verdict(advanced(fresh()), 3)).toBe('reuse');
    expect(verdict(fresh(), 0)).toBe('reuse');
  });

  it('of a session that was rotated by an older version has its grace too', () => {
    const session = { ...fresh(), generation: 8, previousGeneration: 7, rotatedAt: new Date(NOW) };
    expect(verdict(session, 7, NOW + 29 * SECOND)).toBe('repeat');
    expect(verdict(session, 7, NOW + 30 * SECOND)).toBe('advance');
    expect(verdict(session, 6)).toBe('reuse');
  });

  it.each<[string, Partial<RotationState>]>([
    ['ended', { revokedAt: new Date(NOW) }],
    ['expired', { expiresAt: new Date(NOW) }],
    ['was idle for too long', { lastUsedAt: new Date(NOW - IDLE_MS) }],
    ['belongs to someone who was deactivated', { userIsActive: false }],
  ])('of a session that %s is refused, whatever its generation', (_, change) => {
    for (const presented of [0, 1, 2]) expect(verdict({ ...fresh(), ...change }, presented)).toBe('refuse');
    expect(verdict(undefined, 1)).toBe('refuse');
  });

  it('makes a session remember little, however often it is rotated', () => {
    let session = fresh();
    for (let i = 0; i < 500; i++) session = advanced(session);
    expect(session.recentGenerations).toHaveLength(100);
    expect(verdict(session, 500)).toBe('repeat');
    let lost = advanced(fresh());
    for (let i = 1; i <= 50; i++) lost = advanced(lost, 1, NOW + i * 30 * SECOND);
    expect(lost.voidGenerations).toHaveLength(10);
    expect(lost.voidGenerations).toContain(lost.generation - 1);
  });
});
