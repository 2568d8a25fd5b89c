import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { normalisePassword } from './password.policy.js';
import { TurnQueue } from './turn-queue.js';

/** The cost of one hash; injected, so that tests need not pay it. */
export abstract class HashCost {
  /** In KiB. */
  abstract memoryCost: number;
  abstract timeCost: number;
}

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. */
export const PRODUCTION_HASH_COST: HashCost = { memoryCost: 19_456, timeCost: 2 };

/** The library's `Algorithm.Argon2id`: a const enum, of which nothing is left at run time. */
const ARGON2ID = 2;

/** As other systems keep them (passlib, PHP, Ruby). Dearer ones than 2^15 rounds would hold up everyone else. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-5])\$/;

const MAX_RUNNING = 2;
const MAX_WAITING = 64;

/**
 * Hashes and verifies passwords with argon2id (RFC 9106). At most two run at a time and the queue is bounded: a flood
 * of logins costs itself 503, and leaves the processor and the memory to everyone else.
 */
@Injectable()
export class PasswordHasherService {
  private readonly turns = new TurnQueue(MAX_RUNNING, MAX_WAITING);
  private dummy?: Promise<string>;

  constructor(private readonly cost: HashCost) {}

  /**
   * @param isUrgent for who has shown what no stranger has, as in `verify`.
   * @throws Problem TOO_BUSY if the queue is full.
   */
  hash(password: string, { isUrgent = false } = {}): Promise<string> {
    return this.turns.run(() => hash(normalisePassword(password), this.options), { isUrgent });
  }

  /**
   * Whether the password belongs to the hash. Without a hash (no such account) it verifies against a real one all the
   * same, and says no: the time tells nothing.
   *
   * @param findHash is called when the turn to hash has come, never if the queue is full.
   * @param isUrgent for a device that is known: it goes first, in a queue of its own that strangers cannot fill.
   * @throws Problem TOO_BUSY if the queue is full.
   */
  async verify(
    findHash: () => Promise<string | undefined>,
    password: string,
    { isUrgent = false } = {},
  ): Promise<boolean> {
    this.dummy ??= hash('no password verifies against this', this.options);
    const dummy = await this.dummy;
    return this.turns.run(
      async () => {
        const passwordHash = await findHash();
        const matches = await evaluate(passwordHash ?? dummy, password);
        return matches && passwordHash !== undefined;
      },
      { isUrgent },
    );
  }

  /** Whether a hash is of another kind or cost than those made today. */
  isOutdated(passwordHash: string): boolean {
    return !passwordHash.startsWith(`$argon2id$v=19$m=${this.cost.memoryCost},t=${this.cost.timeCost},p=1$`);
  }

  private get options() {
    return { algorithm: ARGON2ID, memoryCost: this.cost.memoryCost, timeCost: this.cost.timeCost, parallelism: 1 };
  }
}

/**
 * bcrypt hashes come from another system, which took the password as it was typed and saw its first 72 bytes: so does
 * this. At that very login the hash is replaced by one that sees all of it.
 */
async function evaluate(passwordHash: string, password: string): Promise<boolean> {
  if (BCRYPT.test(passwordHash)) return verifyBcrypt(password, passwordHash);
  // What cannot be read as a hash opens nothing.
  return verify(passwordHash, normalisePassword(password)).catch(() => false);
}
