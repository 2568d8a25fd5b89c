/** Words that stand in sample configurations and never in a secret made by a random generator. */
const WORDS =
  /change.?me|change.?this|secret|password|example|placeholder|your[-_. ]|replace|sample|default|taskward|(.)\1{7}|0123456|1234567|abcdefg/i;

/** Of 32 random digits in hex fewer than eight are different once in 27 million times. */
const FEWEST_CHARACTERS = 8;

/** Whether a secret was written by a person: it has a word of the samples in it, few characters, or repeats itself. */
export function isPlaceholder(secret: string): boolean {
  return WORDS.test(secret) || new Set(secret).size < FEWEST_CHARACTERS || repeats(secret);
}

/** Whether it is one piece of text, over and over. */
function repeats(secret: string): boolean {
  for (let length = 1; length <= secret.length / 2; length++) if (secret.startsWith(secret.slice(length))) return true;
  return false;
}
