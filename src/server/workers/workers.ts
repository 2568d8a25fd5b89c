import cluster, { type Address, type Worker } from 'node:cluster';
import type { Log } from '../../common/log.js';
import { CLOSED, CLOSED_HERE } from './port-closed.js';
import { closeUndelivered } from './undelivered.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
const STEADY_MS = 60_000;

export class Workers {
  readonly ended: Promise<void>;
  private settle: () => void;
  private readonly alive = new Set<Worker>();
  private readonly listening = new Set<Worker>();
  private readonly closed = new Set<Worker>();
  private stopping = false;
  private pauseMs = FIRST_PAUSE_MS;
  private diedAt = -Infinity;

  constructor(
    private readonly log: Log,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.ended = new Promise((resolve) => (this.settle = resolve));
  }

  /** Starts the others once the first serves. @returns the port; undefined if the first ended instead. */
  async start(count: number): Promise<number | undefined> {
    this.fork();
    const [first] = this.alive;
    if (first === undefined) return undefined;
    const port = await new Promise<number | undefined>((resolve) => {
      first.once('listening', (address: Address) => resolve(address.port));
      first.once('exit', () => resolve(undefined));
    });
    for (let i = 1; port !== undefined && i < count; i++) this.fork();
    return port;
  }

  stop(signal: NodeJS.Signals): void {
    this.stopping = true;
    for (const worker of this.alive) worker.process.kill(signal);
    if (this.alive.size === 0) this.settle();
  }

  private fork(): void {
    if (this.stopping) return;
    const worker = cluster.fork(this.env);
    closeUndelivered(worker);
    this.alive.add(worker);
    worker.on('listening', () => this.listening.add(worker));
    worker.on('message', (message: unknown) => {
      if (message === CLOSED_HERE) this.handleClosed(worker);
    });
    worker.on('exit', (code, signal) => this.handleExit(worker, signal || code));
    // A message to a worker that has just died.
    worker.on('error', () => {});
  }

  private handleExit(worker: Worker, how: number | string): void {
    this.alive.delete(worker);
    this.closed.delete(worker);
    const served = this.listening.delete(worker);
    if (this.stopping) {
      this.allowDisconnects();
      if (this.alive.size === 0) this.settle();
    } else if (served || this.listening.size > 0) this.replace(worker, how);
    else {
      // It has logged why it cannot serve, and the next one could not either.
      process.exitCode = 1;
      this.stop('SIGTERM');
    }
  }

  private replace(worker: Worker, how: number | string): void {
    const now = performance.now();
    this.pauseMs = now - this.diedAt > STEADY_MS ? FIRST_PAUSE_MS : Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
    this.diedAt = now;
    this.log.error(
      { pid: worker.process.pid, ended: how, pause_ms: this.pauseMs },
      'A worker ended; another takes its place',
    );
    setTimeout(() => this.fork(), this.pauseMs);
  }

  private handleClosed(worker: Worker): void {
    this.closed.add(worker);
    // If only this worker stops, the others keep the port.
    if (this.stopping) this.allowDisconnects();
    else worker.send(CLOSED);
  }

  private allowDisconnects(): void {
    if ([...this.listening].every((worker) => this.closed.has(worker)))
      for (const worker of this.closed) worker.send(CLOSED);
  }
}
