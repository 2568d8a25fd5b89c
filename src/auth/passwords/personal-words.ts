import { fold, readLookAlikes, reversed } from './folding.js';

export interface Person {
  email: string;
  username: string;
  fullName: string;
}

const SERVICE_NAME = 'taskward';

/** A lighter word (`ada`) counts only where it stands alone. */
const MIN_WEIGHT_ANYWHERE = 4;
/** Across separators, lighter words turn up by chance (`than nature`: anna). */
const MIN_WEIGHT_ACROSS_SEPARATORS = 6;
const MIN_WEIGHT = 3;

/** Finds the words in any case, forwards, backwards and with look-alikes. */
export function holdsPersonalWord(password: string, person: Person): boolean {
  const forms = spellings(fold(password));
  const joined = spellings(withoutSeparators(fold(password)));
  const alone = new Set(wordsAlone(password).flatMap((word) => [word, reversed(word)]));
  return personalWords(person).some((word) => {
    const weight = weightOf(word);
    if (weight < MIN_WEIGHT_ANYWHERE) return alone.has(word);
    return (
      forms.some((form) => form.includes(word)) ||
      (weight >= MIN_WEIGHT_ACROSS_SEPARATORS && joined.some((form) => form.includes(word)))
    );
  });
}

function personalWords({ email, username, fullName }: Person): string[] {
  const [local = '', domain = ''] = email.split(/@(?=[^@]*$)/);
  // No top-level domain, and no short labels that many domains have (mail, post, corp).
  const labels = domain.split('.').slice(0, -1);
  const longLabels = labels
    .flatMap((label) => [...wordsOf(label), withoutSeparators(fold(label))])
    .filter((word) => weightOf(word) > MIN_WEIGHT_ANYWHERE);
  const whole = [username, local, fullName, SERVICE_NAME].map((text) => withoutSeparators(fold(text)));
  const words = [...whole, ...[username, local, fullName].flatMap(wordsOf), ...longLabels];
  return [...new Set(words.flatMap(readLookAlikes))].filter((word) => weightOf(word) >= MIN_WEIGHT);
}

function wordsOf(text: string): string[] {
  const cut = cutWhereCaseChanges(text);
  return [...cut.split(/[^\p{L}\p{M}]+/u), ...cut.split(/[^\p{L}\p{M}\p{N}]+/u)]
    .map(fold)
    .filter((word) => /\p{L}/u.test(word));
}

// Words in one usual case with nothing but digits attached: not every `ada` in a random text.
function wordsAlone(text: string): string[] {
  const runs = cutWhereCaseChanges(text).split(/[^\p{L}\p{M}\p{N}]+/u);
  const words = runs.map((run) => run.replace(/^\p{N}+|\p{N}+$/gu, ''));
  return words.filter((word) => /^(\p{L}[^\p{Lu}]*|\p{Lu}+)$/u.test(word)).map(fold);
}

function cutWhereCaseChanges(text: string): string {
  return text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
}

function spellings(text: string): string[] {
  return readLookAlikes(text).flatMap((reading) => [reading, reversed(reading)]);
}

function withoutSeparators(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

// A character beyond the alphabets (such as a Chinese one) tells as much as two letters.
function weightOf(word: string): number {
  return [...word].reduce((sum, c) => sum + (/\p{Script=Latin}|\p{N}/u.test(c) ? 1 : 2), 0);
}
