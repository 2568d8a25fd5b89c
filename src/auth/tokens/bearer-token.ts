/** RFC 6750, section 2.1, and nothing before or after it. */
const BEARER = /^bearer +([\w.-]+)$/i;

export function bearerTokenOf(authorization: string): string | null {
  return BEARER.exec(authorization)?.[1] ?? null;
}
