interface Key {
  row: number;
  column: number;
}

/** Rows from the digits down, without and with shift. Each row stands half a key to the right of the one above it. */
const FULL_LAYOUTS = [
  [
    ['1234567890-=', 'qwertyuiop[]\\', "asdfghjkl;'", 'zxcvbnm,./'],
    ['!@#$%^&*()_+', 'QWERTYUIOP{}|', 'ASDFGHJKL:"', 'ZXCVBNM<>?'],
  ], // qwerty (United States)
  [
    ['1234567890ß´', 'qwertzuiopü+', 'asdfghjklöä#', 'yxcvbnm,.-'],
    ['!"§$%&/()=?`', 'QWERTZUIOPÜ*', "ASDFGHJKLÖÄ'", 'YXCVBNM;:_'],
  ], // qwertz (Germany)
  [
    ['&é"\'(-è_çà)=', 'azertyuiop^$', 'qsdfghjklmù*', 'wxcvbn,;:!'],
    ['1234567890°+', 'AZERTYUIOP¨£', 'QSDFGHJKLM%µ', 'WXCVBN?./§'],
  ], // azerty (France)
];
const LETTER_LAYOUTS = [
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

const KEYBOARDS = FULL_LAYOUTS.map(mapKeys);
const OTHER_KEYBOARDS = LETTER_LAYOUTS.map((rows) => ['', ...rows]).map((rows) => mapKeys([rows, rows.map(withShift)]));
const NUMBER_PAD_KEYS = mapKeys([NUMBER_PAD]);

const STAGGERED_STEPS = new Set(['0,1', '0,-1', '-1,0', '-1,1', '1,0', '1,-1']);
const SQUARE_STEPS = new Set([...STAGGERED_STEPS, '-1,-1', '1,1']);

interface MinWalk {
  straight: number;
  winding: number;
}
const MIN_WALK: MinWalk = { straight: 3, winding: 4 };
// On so many keyboards, ordinary words are short walks by chance.
const MIN_WALK_ON_OTHERS: MinWalk = { straight: 4, winding: 5 };

/** How many characters from `start` on are neighbours on one keyboard, each of the one before it; 0 if too few. */
export function walkLength(characters: readonly string[], start: number): number {
  const onKeyboard = KEYBOARDS.map((keys) => measureWalk(keys, STAGGERED_STEPS, characters, start, MIN_WALK));
  const onOthers = OTHER_KEYBOARDS.map((keys) =>
    measureWalk(keys, STAGGERED_STEPS, characters, start, MIN_WALK_ON_OTHERS),
  );
  const onPad = measureWalk(NUMBER_PAD_KEYS, SQUARE_STEPS, characters, start, { ...MIN_WALK, winding: Infinity });
  return Math.max(...onKeyboard, ...onOthers, onPad);
}

function measureWalk(
  keys: Map<string, Key>,
  steps: Set<string>,
  characters: readonly string[],
  start: number,
  minimum: MinWalk,
): number {
  let straight = 1;
  let turned = false;
  let direction: string | undefined;
  let end = start + 1;
  for (; end < characters.length; end++) {
    const step = keyStep(keys.get(characters[end - 1] ?? ''), keys.get(characters[end] ?? ''));
    if (step === undefined || !steps.has(step)) break;
    if (direction !== undefined && step !== direction) turned = true;
    if (!turned) straight++;
    direction = step;
  }
  const whole = end - start;
  if (whole >= minimum.winding) return whole;
  return straight >= minimum.straight ? straight : 0;
}

function keyStep(from: Key | undefined, to: Key | undefined): string | undefined {
  return from && to && `${to.row - from.row},${to.column - from.column}`;
}

// Key by key: no key may become two, as `ß` does.
function withShift(row: string): string {
  return [...row].map((key) => (key.toUpperCase().length === 1 ? key.toUpperCase() : key)).join('');
}

function mapKeys(layers: string[][]): Map<string, Key> {
  return new Map(
    layers.flatMap((rows) =>
      rows.flatMap((keys, row) => [...keys].map((key, column): [string, Key] => [key, { row, column }])),
    ),
  );
}
