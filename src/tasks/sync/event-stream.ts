import type { Writable } from 'node:stream';
import type { Principal } from '../../common/principal.js';

export type EndReason = 'token_expired' | 'session_ended' | 'replaced' | 'shutdown';

const RETRY_MS = 3_000;

/** Server-sent events with the newest number of a user. While the socket does not drain, only that one is kept. */
export class EventStream {
  private sent = -1;
  private newest = -1;
  private isDraining = false;
  /** Until `begin`, and while it is not known whether the session has ended. */
  isPaused = true;

  constructor(
    readonly caller: Principal,
    private readonly out: Writable,
  ) {}

  /** @param known the number that the client has already. */
  begin(known: number | undefined): void {
    this.write(`retry: ${RETRY_MS}\n\n`);
    if (known !== undefined && known === this.newest) this.sent = known;
    this.resume();
  }

  resume(): void {
    this.isPaused = false;
    this.flush();
  }

  announce(version: number): void {
    this.newest = Math.max(this.newest, version);
    this.flush();
  }

  /** Shows proxies and the socket that the stream lives. */
  comment(): void {
    if (!this.isDraining) this.write(':\n\n');
  }

  /** @param retryMs how long the client should wait until it connects again. */
  end(reason: EndReason, retryMs?: number): void {
    // A client that does not read would keep the connection open.
    if (this.isDraining) return void this.out.destroy();
    const retry = retryMs === undefined ? '' : `retry: ${retryMs}\n`;
    this.out.end(`${retry}event: end\ndata: ${JSON.stringify({ reason })}\n\n`);
  }

  private flush(): void {
    if (this.isPaused || this.isDraining || this.newest <= this.sent) return;
    this.sent = this.newest;
    this.write(`id: ${this.sent}\nevent: change\ndata: ${JSON.stringify({ version: this.sent })}\n\n`);
  }

  private write(text: string): void {
    if (this.out.writableEnded || this.out.write(text)) return;
    this.isDraining = true;
    this.out.once('drain', () => {
      this.isDraining = false;
      this.flush();
    });
  }
}
