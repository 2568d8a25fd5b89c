interface Key {
  row: number;
  column: number;
}

/** Rows from the digits down, without and with shift. Each row stands half a key to the right of the one above it. */
const USUAL = [
  // qwerty (United States)
  [
    ['1234567890-=', 'qwertyuiop[]\\', "asdfghjkl;'", 'zxcvbnm,./'],
    ['!@#$%^&*()_+', 'QWERTYUIOP{}|', 'ASDFGHJKL:"', 'ZXCVBNM<>?'],
  ],
  // qwertz (Germany)
  [
    ['1234567890ß´', 'qwertzuiopü+', 'asdfghjklöä#', 'yxcvbnm,.-'],
    ['!"§$%&/()=?`', 'QWERTZUIOPÜ*', "ASDFGHJKLÖÄ'", 'YXCVBNM;:_'],
  ],
  // azerty (France)
  [
    ['&é"\'(-è_çà)=', 'azertyuiop^$', 'qsdfghjklmù*', 'wxcvbn,;:!'],
    ['1234567890°+', 'AZERTYUIOP¨£', 'QSDFGHJKLM%µ', 'WXCVBN?./§'],
  ],
];
/** The letters of others, with shift in upper case. */
const OTHERS = [
  ["',.pyfgcrl/=", 'aoeuidhtns-', ';qjkxbmwvz'], // Dvorak
  ['qwfpgjluy;[]', "arstdhneio'", 'zxcvbkm,./'], // Colemak
  ['qdrwbjfup;[]', "ashtgyneoi'", 'zxmcvkl,./'], // Workman
  ['bépoèvdljzw', 'auie,ctsrnm', "àyx.k'qghf"], // bépo
  ['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю.'], // Russian
  ['йцукенгшщзхї', 'фівапролджє', 'ячсмитьбю.'], // Ukrainian
  [';ςερτυθιοπ[]', "ασδφγηξκλ΄'", 'ζχψωβνμ,./'], // Greek
  ["/'קראטוןםפ", 'שדגכעיחלךף,', 'זסבהנמצתץ.'], // Hebrew
  ['qwertyuıopğü', 'asdfghjklşi,', 'zxcvbnmöç.'], // Turkish Q
  ['fgğıodrnhpqw', 'uieaütkmlyşx', 'jövcçzsb.,'], // Turkish F
  ['qwertyuiop`+', 'asdfghjklñ´ç', 'zxcvbnm,.-'], // Spanish
  ['qwertyuiopå¨', 'asdfghjkløæ', 'zxcvbnm,.-'], // Norwegian
  ['qwertyuiopå¨', 'asdfghjklæø', 'zxcvbnm,.-'], // Danish
];
const NUMBER_PAD = ['789', '456', '123'];

const KEYBOARDS = USUAL.map(positions);
const OTHER_KEYBOARDS = OTHERS.map((rows) => ['', ...rows]).map((rows) => positions([rows, rows.map(withShift)]));
const PAD = positions([NUMBER_PAD]);

/** The steps to a neighbour, as `row,column`. */
const STAGGERED = new Set(['0,1', '0,-1', '-1,0', '-1,1', '1,0', '1,-1']);
const SQUARE = new Set([...STAGGERED, '-1,-1', '1,1']);

/** Shortest walks that count, in one direction and around a corner. */
interface Shortest {
  straight: number;
  winding: number;
}
const SHORTEST: Shortest = { straight: 3, winding: 4 };
/** On that many keyboards together, words take short walks by chance. */
const SHORTEST_ON_OTHERS: Shortest = { straight: 4, winding: 5 };

/** How many characters from `start` on are a walk over neighbouring keys of a keyboard; 0 if it is none. */
export function walkLength(characters: readonly string[], start: number): number {
  const onKeyboard = KEYBOARDS.map((keys) => walk(keys, STAGGERED, characters, start, SHORTEST));
  const onOthers = OTHER_KEYBOARDS.map((keys) => walk(keys, STAGGERED, characters, start, SHORTEST_ON_OTHERS));
  const onPad = walk(PAD, SQUARE, characters, start, { ...SHORTEST, winding: Infinity });
  return Math.max(...onKeyboard, ...onOthers, onPad);
}

function walk(
  keys: Map<string, Key>,
  steps: Set<string>,
  characters: readonly string[],
  start: number,
  shortest: Shortest,
): number {
  let straight = 1;
  let turned = false;
  let direction: string | undefined;
  let end = start + 1;
  for (; end < characters.length; end++) {
    const step = stepBetween(keys.get(characters[end - 1] ?? ''), keys.get(characters[end] ?? ''));
    if (step === undefined || !steps.has(step)) break;
    if (direction !== undefined && step !== direction) turned = true;
    if (!turned) straight++;
    direction = step;
  }
  const whole = end - start;
  if (whole >= shortest.winding) return whole;
  return straight >= shortest.straight ? straight : 0;
}

function stepBetween(from: Key | undefined, to: Key | undefined): string | undefined {
  return from && to && `${to.row - from.row},${to.column - from.column}`;
}

/** Key by key: no key may become two, as `ß` does. */
function withShift(row: string): string {
  return [...row].map((key) => (key.toUpperCase().length === 1 ? key.toUpperCase() : key)).join('');
}

function positions(layers: string[][]): Map<string, Key> {
  return new Map(
    layers.flatMap((rows) =>
      rows.flatMap((keys, row) => [...keys].map((key, column): [string, Key] => [key, { row, column }])),
    ),
  );
}
