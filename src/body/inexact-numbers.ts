// What may change when it is read: more than 15 digits (with a point, 16 characters), or an exponent.
const SUSPECT = /\d[\d.]{15}|\d[eE]/;
const TOKEN = /\\.|"|-?\d[\d.eE+-]*/gs;
const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const LONGEST = 100;

/**
 * Writes a text with U+0000 instead of each number that would not come back as it was sent: `jsonFaults` refuses it
 * where it stands. @param json valid JSON.
 */
export function markInexactNumbers(json: string): string {
  if (!SUSPECT.test(json)) return json;
  let isText = false;
  return json.replace(TOKEN, (token) => {
    if (token === '"') isText = !isText;
    return token === '"' || isText || isExact(token) ? token : `"\\u0000${token.slice(0, LONGEST)}"`;
  });
}

/** Numbers with a fraction may have the 17 digits that name a double; an integer must be shown with the same digits. */
function isExact(number: string): boolean {
  if (number.length > LONGEST) return false;
  const decimal = decimalOf(number);
  return (
    decimal === decimalOf(String(Number(number))) ||
    (/[.eE]/.test(number) && decimal === decimalOf(Number(number).toPrecision(17)))
  );
}

/** Without its sign: the digits between the zeros at both ends, and the power of ten of the last one. */
function decimalOf(number: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  return significant && `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
