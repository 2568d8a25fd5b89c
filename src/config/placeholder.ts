/** Words of sample configurations, which a random generator does not make. */
const WORDS =
  /change.?me|change.?this|secret|password|example|placeholder|your[-_. ]|replace|sample|default|taskward|(.)\1{7}|0123456|1234567|abcdefg/i;

/** Of 32 random hex digits fewer than eight differ once in 27 million times. */
const FEWEST_CHARACTERS = 8;

export function isPlaceholder(secret: string): boolean {
  return WORDS.test(secret) || new Set(secret).size < FEWEST_CHARACTERS || isRepetition(secret);
}

function isRepetition(secret: string): boolean {
  for (let length = 1; length <= secret.length / 2; length++) if (secret.startsWith(secret.slice(length))) return true;
  return false;
}
