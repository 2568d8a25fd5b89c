const STRAY_PERCENT = /%(?![\da-f]{2})/gi;

/** Whether the bytes that `%` escapes are UTF-8: parsers replace others. A `%` that escapes nothing is text. */
export function isEscapedUtf8(text: string): boolean {
  if (!text.includes('%')) return true;
  try {
    decodeURIComponent(text.replace(STRAY_PERCENT, '%25'));
    return true;
  } catch {
    return false;
  }
}
