import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../common/problem.js';
import { AUTH_ERRORS } from '../auth.errors.js';

/** As many as wait for a hash: past them nobody is served in time. */
const MAX_WAITING = 64;

/** How long a login waits that is to go slowly, and how many by one name may wait. */
const SLOW_MS = 1_000;
const MAX_SLOW = 8;

/**
 * Lets the logins to one account from one place go one after another. Each counts as a failure until its password
 * proves right, so six devices that log in at once would lock their own network out. The count in the database is what
 * holds across instances and against guessing; this only spares the honest.
 */
@Injectable()
export class LoginQueue {
  private readonly last = new Map<string, Promise<unknown>>();
  private readonly slow = new Map<string, number>();
  private waiting = 0;

  /** @throws Problem TOO_BUSY if too many logins wait already. */
  async inTurn<T>(login: string, work: () => Promise<T>): Promise<T> {
    const key = login.toLowerCase();
    const before = this.last.get(key);
    if (before !== undefined && this.waiting >= MAX_WAITING) {
      throw new Problem(AUTH_ERRORS.TOO_BUSY, { headers: { 'Retry-After': '2' } });
    }
    const turn = this.after(before, work);
    const settled = turn.catch(() => {});
    this.last.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.last.get(key) === settled) this.last.delete(key);
    }
  }

  /** One login by this name after another, a second apart. @returns undefined if too many wait already. */
  slowly<T>(login: string, work: () => Promise<T>): Promise<T> | undefined {
    const key = `slow ${login.toLowerCase()}`;
    const waiting = this.slow.get(key) ?? 0;
    if (waiting >= MAX_SLOW) return undefined;
    this.slow.set(key, waiting + 1);
    return this.inTurn(key, async () => {
      await sleep(SLOW_MS);
      return work();
    }).finally(() => {
      const left = this.slow.get(key)! - 1;
      if (left === 0) this.slow.delete(key);
      else this.slow.set(key, left);
    });
  }

  private async after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
    if (before !== undefined) {
      this.waiting++;
      await before;
      this.waiting--;
    }
    return work();
  }
}
