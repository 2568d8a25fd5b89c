import { Problem } from '../../common/problem.js';
import { AUTH_ERRORS } from '../auth.errors.js';

interface Turn {
  key: string;
  begin: () => void;
}

interface Options {
  /** Work under other keys does not wait for this. */
  key?: string;
  /** Goes first, and waits in a queue of its own that other work cannot fill. */
  isUrgent?: boolean;
}

/** Runs work in the order in which it comes, so much of each key at a time, in a bounded queue. */
export class TurnQueue {
  private readonly running = new Map<string, number>();
  private readonly urgent: Turn[] = [];
  private readonly ordinary: Turn[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
  ) {}

  async run<T>(work: () => Promise<T>, options?: Options): Promise<T> {
    using _turn = await this.take(options);
    return await work();
  }

  /** Waits for a turn; the next one begins when it is disposed of. @throws Problem TOO_BUSY if too much waits already. */
  async take({ key = '', isUrgent = false }: Options = {}): Promise<Disposable> {
    const queue = isUrgent ? this.urgent : this.ordinary;
    const running = this.running.get(key) ?? 0;
    if (running < this.maxRunning) this.running.set(key, running + 1);
    else {
      if (queue.length >= this.maxWaiting) throw new Problem(AUTH_ERRORS.TOO_BUSY, { headers: { 'Retry-After': '2' } });
      await new Promise<void>((begin) => queue.push({ key, begin }));
    }
    return { [Symbol.dispose]: () => this.startNext(key) };
  }

  count(key: string): number {
    const waiting = [...this.urgent, ...this.ordinary].filter((turn) => turn.key === key).length;
    return (this.running.get(key) ?? 0) + waiting;
  }

  private startNext(key: string): void {
    for (const queue of [this.urgent, this.ordinary]) {
      const next = queue.findIndex((turn) => turn.key === key);
      if (next >= 0) return queue.splice(next, 1)[0]!.begin();
    }
    const left = this.running.get(key)! - 1;
    if (left === 0) this.running.delete(key);
    else this.running.set(key, left);
  }
}
