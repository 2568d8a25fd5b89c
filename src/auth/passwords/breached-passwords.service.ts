import { Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { PasswordsConfig } from '../../config/slices.js';
import { normalisePassword } from './password.policy.js';

const TIMEOUT_MS = 1_000;
const PREFIX_LENGTH = 5;
const MAX_ANSWER_BYTES = 1_048_576;

/** Asks the range API of Have I Been Pwned, or one like it. It gets five of the 40 digits of a SHA-1, never more. */
@Injectable()
export class BreachedPasswordsService {
  private readonly logger = new Logger('BreachedPasswords');

  constructor(private readonly config: PasswordsConfig) {}

  async includes(password: string): Promise<boolean> {
    const base = this.config.PASSWORD_BREACH_CHECK;
    if (base === undefined) return false;
    const digest = createHash('sha1').update(normalisePassword(password)).digest('hex').toUpperCase();
    try {
      const range = await fetchRange(`${base.replace(/\/$/, '')}/${digest.slice(0, PREFIX_LENGTH)}`);
      return hasLeaked(range, digest.slice(PREFIX_LENGTH));
    } catch (error) {
      // Another service that is down keeps nobody from a new password: the shipped list has been asked.
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
    if (length > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
  }
  return Buffer.concat(chunks).toString('latin1');
}

// Lines are `SUFFIX:COUNT`; a count of 0 is padding.
function hasLeaked(range: string, suffix: string): boolean {
  const line = range.split(/\r?\n/).find((candidate) => candidate.toUpperCase().startsWith(`${suffix}:`));
  return line !== undefined && Number(line.slice(suffix.length + 1)) > 0;
}

// Never the URL, which has the first digits of the hash.
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: Error };
  return cause?.message ?? message;
}
