import type { TaskwardClient } from '../client.js';
import { SignedOut } from '../errors.js';
import { eventsOf } from './event-stream.js';
import { type Exchange, type Sleep, Unavailable } from './exchange.js';
import type { Status } from './index.js';
import type { Store } from './store.js';

const WAIT_SECONDS = 25;
const RETRY_MS = { first: 500, most: 60_000 };
/** The server says something every 20 seconds. */
const SILENCE_MS = 40_000;
const NO_STREAM_MS = 300_000;

/** Exchanges with the server whenever there is news on either side. */
export class Live {
  /** What a local edit or an event ends, and what only a new network ends. */
  private idle?: AbortController;
  private pause?: AbortController;
  private stream?: AbortController;
  private isStreaming = false;
  private streamAt = 0;
  private heardVersion = 0;

  constructor(
    private readonly client: TaskwardClient,
    private readonly store: Store,
    private readonly exchange: Exchange,
    private readonly onStatus: (status: Status) => void,
    private readonly clock: { now: () => number; sleep: Sleep; random: () => number },
  ) {}

  /** There is something to send or to read. */
  wake(): void {
    this.idle?.abort();
  }

  /** The network may be back. */
  retry(): void {
    this.pause?.abort();
    this.wake();
  }

  /** Until `signal` aborts, or the session is over. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => [this.retry(), this.stream?.abort()]);
    this.streamAt = 0;
    for (let failures = 0; !signal.aborted;) {
      try {
        this.heardVersion = 0;
        await this.exchange.run(signal);
        failures = 0;
        this.onStatus('live');
        await this.waitForNews(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof SignedOut) return this.onStatus('signed-out');
        this.onStatus(error instanceof Unavailable ? 'waiting' : 'offline');
        this.pause = new AbortController();
        await this.clock.sleep(this.retryMs(error, failures++), this.pause.signal);
      }
    }
  }

  /** Not all devices at once, when a server comes back. */
  private retryMs(error: unknown, failures: number): number {
    const atLeast = error instanceof Unavailable ? Math.min(error.retryAfter, 3600) * 1000 : 0;
    const ms = Math.min(RETRY_MS.first * 2 ** failures, RETRY_MS.most);
    return atLeast + ms * (0.5 + this.clock.random() / 2);
  }

  private async waitForNews(signal: AbortSignal): Promise<void> {
    const idle = (this.idle = new AbortController()).signal;
    if (signal.aborted || this.store.queue.size > 0 || this.isBehind()) return;
    if (!this.isStreaming && this.clock.now() >= this.streamAt) void this.listen(signal);
    try {
      if (this.isStreaming) await new Promise((done) => idle.addEventListener('abort', done));
      else if (!(await this.exchange.pull(idle, WAIT_SECONDS))) await this.clock.sleep(WAIT_SECONDS * 1000, idle);
    } catch (error) {
      if (!idle.aborted) throw error;
    }
  }

  private isBehind(): boolean {
    const { building, position } = this.store.meta;
    return this.heardVersion > (building ?? position).version;
  }

  /** Until the stream ends. Meanwhile, and where there is none, requests wait for news. */
  private async listen(signal: AbortSignal): Promise<void> {
    const { now, sleep, random } = this.clock;
    this.streamAt = Infinity;
    const stream = (this.stream = new AbortController());
    let pause = NO_STREAM_MS;
    let reason: string | undefined;
    try {
      const path = `/${this.store.userId}/tasks/events`;
      const { status, headers, body } = await this.client.request(path, { signal: stream.signal });
      if (status === 200 && body !== null && headers.get('Content-Type')?.startsWith('text/event-stream')) {
        this.isStreaming = true;
        this.wake();
        let isHeard = true;
        void this.watch(stream, () => [isHeard, (isHeard = false)][0]);
        for await (const { event, data, retry } of eventsOf(body, () => (isHeard = true))) {
          if (retry !== undefined) pause = Number(retry);
          if (event === 'change') this.heardVersion = (JSON.parse(data!) as { version: number }).version;
          if (event === 'end') reason = (JSON.parse(data!) as { reason: string }).reason;
          if (this.isBehind()) this.wake();
        }
      }
    } catch {
      // The connection is lost, or there is no session: the next exchange tells.
    }
    stream.abort();
    this.streamAt =
      reason === 'replaced' ? Infinity : now() + (reason === 'token_expired' ? 0 : pause * (1 + random() / 2));
    // Not all devices at once, when a server goes.
    if (this.isStreaming && (reason === undefined || reason === 'shutdown')) await sleep(random() * 1000, signal);
    this.isStreaming = false;
    this.wake();
  }

  /** Ends a stream on which nothing was heard for a while. */
  private async watch(stream: AbortController, takeHeard: () => boolean | undefined): Promise<void> {
    while (!stream.signal.aborted) {
      await this.clock.sleep(SILENCE_MS, stream.signal);
      if (!takeHeard()) stream.abort();
    }
  }
}
