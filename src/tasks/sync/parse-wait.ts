const LONGEST_SECONDS = 30;

/** `wait` of a Prefer header (RFC 7240): what is malformed is ignored, and of several the first one counts. */
export function parseWait(header: string | string[] | undefined): number | undefined {
  const preferences = [header ?? []].flat().flatMap((value) => value.split(','));
  for (const preference of preferences) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(preference) ?? [];
    if (seconds !== undefined) return Math.min(Number(seconds), LONGEST_SECONDS);
  }
  return undefined;
}
