import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { normalisePassword } from './password.policy.js';
import { TurnQueue } from './turn-queue.js';

/** Injected, so that tests need not pay it. Memory is in KiB. */
export abstract class HashCost {
  abstract memoryCost: number;
  abstract timeCost: number;
}

export const PRODUCTION_HASH_COST: HashCost = { memoryCost: 19_456, timeCost: 2 };

/** The library's `Algorithm.Argon2id` is a const enum: nothing is left of it at run time. */
const ARGON2ID = 2;

/** As passlib, PHP and Ruby write it. More than 2^15 rounds would hold up everyone else. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-5])\$/;

const MAX_RUNNING = 2;
const MAX_WAITING = 64;

/** argon2id (RFC 9106) at the cost that OWASP advises, in a bounded queue: a flood gets 503 and leaves the CPU free. */
@Injectable()
export class PasswordHasherService {
  private readonly turns = new TurnQueue(MAX_RUNNING, MAX_WAITING);
  private dummyHash?: Promise<string>;

  constructor(private readonly cost: HashCost) {}

  /** @throws Problem TOO_BUSY if the queue is full. */
  hash(password: string, { isUrgent = false } = {}): Promise<string> {
    return this.turns.run(() => hash(normalisePassword(password), this.options), { isUrgent });
  }

  /** For what must happen in the turn of a verification, such as counting it. @throws Problem TOO_BUSY if the queue is full. */
  takeTurn({ isUrgent = false } = {}): Promise<Disposable> {
    return this.turns.take({ isUrgent });
  }

  /** Without a hash (no such account) it verifies a dummy and returns false, so that the time tells nothing. */
  async verify(_turn: Disposable, passwordHash: string | undefined, password: string): Promise<boolean> {
    this.dummyHash ??= hash('no password verifies against this', this.options);
    const matches = await verifyHash(passwordHash ?? (await this.dummyHash), password);
    return matches && passwordHash !== undefined;
  }

  isOutdated(passwordHash: string): boolean {
    return !passwordHash.startsWith(`$argon2id$v=19$m=${this.cost.memoryCost},t=${this.cost.timeCost},p=1$`);
  }

  private get options() {
    return { algorithm: ARGON2ID, memoryCost: this.cost.memoryCost, timeCost: this.cost.timeCost, parallelism: 1 };
  }
}

// Other systems hashed the password as it was typed, and only 72 bytes of it. The login replaces such a hash.
async function verifyHash(passwordHash: string, password: string): Promise<boolean> {
  if (BCRYPT.test(passwordHash)) return verifyBcrypt(password, passwordHash);
  // What cannot be read as a hash opens nothing.
  return verify(passwordHash, normalisePassword(password)).catch(() => false);
}
