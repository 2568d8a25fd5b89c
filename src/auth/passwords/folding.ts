/** Gives each character one spelling, without case and accents. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFKC');
}

const LETTER_OF: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '!': 'i',
  '|': 'i',
  '2': 'z',
  '3': 'e',
  '€': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '§': 's',
  '6': 'g',
  '7': 't',
  '+': 't',
  '8': 'b',
  '9': 'g',
  '(': 'c',
  '£': 'l',
};
const L_FOR_I: Record<string, string> = { ...LETTER_OF, '1': 'l', '!': 'l', '|': 'l' };

/** The text, and what it reads as where digits and symbols stand for letters (`p@ssw0rd`): 1 and ! as i, and as l. */
export function readLookAlikes(text: string): string[] {
  const letters = [LETTER_OF, L_FOR_I].map((table) => [...text].map((c) => table[c] ?? c).join(''));
  return [...new Set([text, ...letters])];
}

export function reversed(text: string): string {
  return [...text].reverse().join('');
}
