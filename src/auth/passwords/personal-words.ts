import { fold, readings, reversed } from './folding.js';

/** Whose password it is. */
export interface Person {
  email: string;
  username: string;
  fullName: string;
}

/** What everyone here would think of. */
const SERVICE = 'taskward';

/** From this weight on a word is found anywhere in a password; a lighter one (`ada`) only where it stands alone. */
const FOUND_ANYWHERE = 4;
/** From this weight on it is also found across separators, where short ones would turn up by chance (`than nature`: anna). */
const FOUND_ACROSS = 6;
const LIGHTEST = 3;

/** Whether a password holds a word that belongs to the person, in any case, forwards, backwards or with look-alikes. */
export function holdsPersonalWord(password: string, person: Person): boolean {
  const forms = spellings(fold(password));
  const joined = spellings(withoutSeparators(fold(password)));
  const alone = new Set(wordsAlone(password).flatMap((word) => [word, reversed(word)]));
  return personalWords(person).some((word) => {
    const weight = weightOf(word);
    if (weight < FOUND_ANYWHERE) return alone.has(word);
    return (
      forms.some((form) => form.includes(word)) ||
      (weight >= FOUND_ACROSS && joined.some((form) => form.includes(word)))
    );
  });
}

/** Username, local part and domain of the address, and the name: whole, and the words of each. */
function personalWords({ email, username, fullName }: Person): string[] {
  const [local = '', domain = ''] = email.split(/@(?=[^@]*$)/);
  // Not the top-level domain, and not what half of all domains are called (mail, post, corp).
  const labels = domain.split('.').slice(0, -1);
  const longLabels = labels
    .flatMap((label) => [...wordsOf(label), withoutSeparators(fold(label))])
    .filter((word) => weightOf(word) > FOUND_ANYWHERE);
  const whole = [username, local, fullName, SERVICE].map((text) => withoutSeparators(fold(text)));
  const words = [...whole, ...[username, local, fullName].flatMap(wordsOf), ...longLabels];
  return [...new Set(words.flatMap(readings))].filter((word) => weightOf(word) >= LIGHTEST);
}

/** The runs of letters, and the runs of letters and digits. */
function wordsOf(text: string): string[] {
  const cut = cutWhereCaseChanges(text);
  return [...cut.split(/[^\p{L}\p{M}]+/u), ...cut.split(/[^\p{L}\p{M}\p{N}]+/u)]
    .map(fold)
    .filter((word) => /\p{L}/u.test(word));
}

/** The words in one usual case that have nothing but digits hung on them: not every `ada` in a random text. */
function wordsAlone(text: string): string[] {
  const runs = cutWhereCaseChanges(text).split(/[^\p{L}\p{M}\p{N}]+/u);
  const words = runs.map((run) => run.replace(/^\p{N}+|\p{N}+$/gu, ''));
  return words.filter((word) => /^(\p{L}[^\p{Lu}]*|\p{Lu}+)$/u.test(word)).map(fold);
}

function cutWhereCaseChanges(text: string): string {
  return text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
}

function spellings(text: string): string[] {
  return readings(text).flatMap((reading) => [reading, reversed(reading)]);
}

function withoutSeparators(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

/** A character beyond the alphabets (such as a Chinese one) tells as much as two letters. */
function weightOf(word: string): number {
  return [...word].reduce((sum, c) => sum + (/\p{Script=Latin}|\p{N}/u.test(c) ? 1 : 2), 0);
}
