interface Key {
  row: number;
  column: number;
}

/** Rows from the digits down, without and with shift. Each row stands half a key to the right of the one above it. */
const LAYOUTS = [
  // qwerty (United States)
  ['1234567890-=', 'qwertyuiop[]\\', "asdfghjkl;'", 'zxcvbnm,./'],
  ['!@#$%^&*()_+', 'QWERTYUIOP{}|', 'ASDFGHJKL:"', 'ZXCVBNM<>?'],
  // qwertz (Germany)
  ['1234567890ß´', 'qwertzuiopü+', 'asdfghjklöä#', 'yxcvbnm,.-'],
  ['!"§$%&/()=?`', 'QWERTZUIOPÜ*', "ASDFGHJKLÖÄ'", 'YXCVBNM;:_'],
  // azerty (France)
  ['&é"\'(-è_çà)=', 'azertyuiop^$', 'qsdfghjklmù*', 'wxcvbn,;:!'],
  ['1234567890°+', 'AZERTYUIOP¨£', 'QSDFGHJKLM%µ', 'WXCVBN?./§'],
];
const NUMBER_PAD = ['789', '456', '123'];

const KEYBOARDS = [0, 2, 4].map((first) => positions([...LAYOUTS.slice(first, first + 2)]));
const PAD = positions([NUMBER_PAD]);

/** The steps to a neighbour, as `row,column`. */
const STAGGERED = new Set(['0,1', '0,-1', '-1,0', '-1,1', '1,0', '1,-1']);
const SQUARE = new Set([...STAGGERED, '-1,-1', '1,1']);

/** Shortest walks that count: three keys in one direction, or four around a corner. */
const STRAIGHT = 3;
const WINDING = 4;

/** How many characters from `start` on are a walk over neighbouring keys of a usual keyboard; 0 if it is none. */
export function walkLength(characters: readonly string[], start: number): number {
  const onKeyboard = KEYBOARDS.map((keys) => walk(keys, STAGGERED, characters, start, WINDING));
  return Math.max(...onKeyboard, walk(PAD, SQUARE, characters, start, Infinity));
}

function walk(
  keys: Map<string, Key>,
  steps: Set<string>,
  characters: readonly string[],
  start: number,
  winding: number,
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
  if (whole >= winding) return whole;
  return straight >= STRAIGHT ? straight : 0;
}

function stepBetween(from: Key | undefined, to: Key | undefined): string | undefined {
  return from && to && `${to.row - from.row},${to.column - from.column}`;
}

function positions(layers: string[][]): Map<string, Key> {
  return new Map(
    layers.flatMap((rows) =>
      rows.flatMap((keys, row) => [...keys].map((key, column): [string, Key] => [key, { row, column }])),
    ),
  );
}
