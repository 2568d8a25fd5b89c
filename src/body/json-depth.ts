const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Needs no recursion, so it runs before the text is parsed. Exact up to the first syntax error. */
export function nestsDeeper(json: Uint8Array, limit: number): boolean {
  const { length } = json;
  let depth = 0;
  for (let i = 0; i < length; i++) {
    const byte = json[i]!;
    if (byte === QUOTE) {
      for (i++; i < length && json[i] !== QUOTE; i++) if (json[i] === BACKSLASH) i++;
    }
    // [ and { differ in one bit, and so do ] and }.
    else if ((byte & 0xdf) === 0x5b) {
      if (++depth > limit) return true;
    } else if ((byte & 0xdf) === 0x5d) depth--;
  }
  return false;
}
