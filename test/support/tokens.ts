import type { Response } from 'supertest';
import type { TestUser } from './api-client.js';
import type { TestApp } from './test-app.js';

interface Tokens {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  refresh_expires_in: number;
}

/** The claims of an access token, unverified. */
export function claimsOf(token: string): Record<string, unknown> & { sid: string; exp: number; iat: number } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as ReturnType<typeof claimsOf>;
}

export function refresh(app: TestApp, token: string) {
  return app.api.post('/api/v1/auth/refresh', undefined, { refresh_token: token });
}

/** Refreshes, demands success and gives the user with the new tokens. */
export async function refreshed(app: TestApp, user: TestUser): Promise<TestUser & Tokens> {
  const tokens = tokensOf(await refresh(app, user.refreshToken).expect(200));
  return { ...user, ...tokens, token: tokens.access_token, refreshToken: tokens.refresh_token };
}

export const tokensOf = (response: Response) => response.body as Tokens;
