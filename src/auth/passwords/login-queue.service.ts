import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { TurnQueue } from './turn-queue.js';

/** As many as wait for a hash: more would not be served in time. */
const MAX_WAITING = 64;

/** How long a login waits that is to go slowly, and how many by one name may wait. */
const SLOW_MS = 1_000;
const MAX_SLOW = 8;

/**
 * Lets the logins to one account from one place go one after another: each counts as a failure until its password
 * proves right, so six devices that log in at once would lock their own network out.
 */
@Injectable()
export class LoginQueueService {
  private readonly turns = new TurnQueue(1, MAX_WAITING);

  /** @throws Problem TOO_BUSY if too many logins wait already. */
  inTurn<T>(login: string, work: () => Promise<T>): Promise<T> {
    return this.turns.run(work, { key: login.toLowerCase() });
  }

  /** One login by this name after another, a second apart. @returns undefined if too many wait already. */
  slowly<T>(login: string, work: () => Promise<T>): Promise<T> | undefined {
    const key = `slow ${login.toLowerCase()}`;
    if (this.turns.count(key) >= MAX_SLOW) return undefined;
    return this.inTurn(key, async () => {
      await sleep(SLOW_MS);
      return work();
    });
  }
}
