import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { TurnQueue } from './turn-queue.js';

const MAX_WAITING = 64;

const SLOW_INTERVAL_MS = 1_000;
const MAX_SLOW_PER_NAME = 8;

/** One login per account and place at a time: each first counts as failed, so six at once would lock their network. */
@Injectable()
export class LoginQueueService {
  private readonly turns = new TurnQueue(1, MAX_WAITING);

  runInTurn<T>(login: string, work: () => Promise<T>): Promise<T> {
    return this.turns.run(work, { key: login.toLowerCase() });
  }

  /** A login by this name each second; undefined if too many wait already. */
  runSlowly<T>(login: string, work: () => Promise<T>): Promise<T> | undefined {
    const key = `slow ${login.toLowerCase()}`;
    if (this.turns.count(key) >= MAX_SLOW_PER_NAME) return undefined;
    return this.runInTurn(key, async () => {
      await sleep(SLOW_INTERVAL_MS);
      return work();
    });
  }
}
