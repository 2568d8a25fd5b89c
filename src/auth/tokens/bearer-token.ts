/** RFC 6750, section 2.1, and nothing before or after it. */
const BEARER = /^bearer +([\w.-]+)$/i;

/** The token of an `Authorization` header; null if it is not exactly the scheme and a token. */
export function bearerTokenOf(authorization: string): string | null {
  return BEARER.exec(authorization)?.[1] ?? null;
}
