/** Whether a text is the one spelling of its bytes (RFC 4648, section 5): no padding, no spare bits, no other alphabet. */
export function isCanonicalBase64url(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text;
}
