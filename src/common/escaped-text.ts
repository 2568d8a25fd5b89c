/** What only looks like the escape of a byte: parsers take it for itself. */
const STRAY_PERCENT = /%(?![\da-f]{2})/gi;

/** Whether the bytes that `%` escapes are UTF-8. Parsers of queries and forms replace others, and nobody sent that. */
export function isEscapedUtf8(text: string): boolean {
  if (!text.includes('%')) return true;
  try {
    decodeURIComponent(text.replace(STRAY_PERCENT, '%25'));
    return true;
  } catch {
    return false;
  }
}
