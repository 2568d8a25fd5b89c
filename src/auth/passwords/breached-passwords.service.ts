import { Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { PasswordsConfig } from '../../config/slices.js';
import { normalisePassword } from './password.policy.js';

const TIMEOUT_MS = 1_000;
const PREFIX_LENGTH = 5;
/** A range with its padding is some 80 kB. */
const LARGEST_ANSWER = 1_048_576;

/**
 * Asks a k-anonymity service (the range API of Have I Been Pwned) whether a password has leaked. It is told the first
 * five of the forty digits of the SHA-1, never the password or its whole hash. Asked only where a password is set.
 */
@Injectable()
export class BreachedPasswordsService {
  private readonly logger = new Logger('BreachedPasswords');

  constructor(private readonly config: PasswordsConfig) {}

  /** Whether it has leaked; no if nothing is configured, and no with a warning in the log if there is no answer within a second. */
  async includes(password: string): Promise<boolean> {
    const base = this.config.PASSWORD_BREACH_CHECK;
    if (base === undefined) return false;
    const digest = createHash('sha1').update(normalisePassword(password)).digest('hex').toUpperCase();
    try {
      const range = await fetchRange(`${base.replace(/\/$/, '')}/${digest.slice(0, PREFIX_LENGTH)}`);
      return hasLeaked(range, digest.slice(PREFIX_LENGTH));
    } catch (error) {
      // Nobody is kept from a new password because someone else's service is down: the shipped list has been asked.
      this.logger.warn(`The breach check did not answer, and a password was taken without it: ${reasonOf(error)}`);
      return false;
    }
  }
}

async function fetchRange(url: string): Promise<string> {
  const response = await fetch(url, {
    headers: { 'Add-Padding': 'true', 'User-Agent': 'taskward' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LARGEST_ANSWER) throw new Error('the answer is too long');
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** Lines are `SUFFIX:COUNT`; a count of 0 is padding. */
function hasLeaked(range: string, suffix: string): boolean {
  const line = range.split(/\r?\n/).find((candidate) => candidate.toUpperCase().startsWith(`${suffix}:`));
  return line !== undefined && Number(line.slice(suffix.length + 1)) > 0;
}

/** Never the URL, which has the first digits of the hash. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: Error };
  return cause?.message ?? message;
}
