import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';

/** What carries a secret is called like this; a new field or variable is found by its name. */
export const SECRET = /password|token|secret/i;

/** Remembers every secret that was sent or handed out, and finds them where they must not be. */
export class Secrets {
  private readonly known = new Map<string, string>();

  /** @param what it is, for the message of a failure. */
  add(secret: string, what: string): string {
    this.known.set(secret, what);
    return secret;
  }

  /** A secret that occurs nowhere else. */
  canary(what: string): string {
    return this.add(`Canary-${randomUUID()}`, what);
  }

  /** Adds what an answer hands out: in fields that are called tokens, and in cookies. */
  addIssued({ body, headers }: Response): void {
    for (const [name, value] of Object.entries((body ?? {}) as object)) {
      if (SECRET.test(name) && typeof value === 'string' && name !== 'token_type')
        this.add(value, `${name} of an answer`);
    }
    for (const line of (headers['set-cookie'] ?? []) as string[]) {
      const value = /^[^=]+=([^;]+)/.exec(line)?.[1];
      if (value !== undefined) this.add(value, 'a cookie');
    }
  }

  /** @throws Error that says which secret the text has. */
  demandNone(where: string, text: string): void {
    for (const [secret, what] of this.known)
      if (text.includes(secret)) throw new Error(`${what} is in ${where}: ${text.slice(0, 2000)}`);
  }
}
