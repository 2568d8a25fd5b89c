export const FAILURES_TO_LOCK = 5;

const MINUTES = [15, 30, 60];

/** When locks that begin now end: the first, the second, and every later one. */
export function lockEnds(at: Date): Date[] {
  return MINUTES.map((minutes) => new Date(at.getTime() + minutes * 60_000));
}

/** SQL of when the lock ends that this failure brings, if it does. `ends` is a parameter with `lockEnds`. */
export const lockedUntil = (failures: string, before: string, ends: string): string =>
  `CASE WHEN ${failures} % ${FAILURES_TO_LOCK} = 0
      THEN (${ends}::timestamptz[])[least(${failures} / ${FAILURES_TO_LOCK}, ${MINUTES.length})] ELSE ${before} END`;
