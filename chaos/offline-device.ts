import { setTimeout as wait } from 'node:timers/promises';
import type { TaskwardClient } from '../client/src/client.js';
import { memoryStorage, type Offline, openOffline, type TaskStorage } from '../client/src/offline/index.js';
import type { User } from './device.js';
import type { Stage } from './stage.js';

/** Of the answers, and of the moments at which it could die. */
const LOST = 0.05;
const DIES = 0.02;
const MAX_LIVE = 60;
const SETTLE_MS = 120_000;

interface Row {
  id: string;
  title: string;
  version: number;
  extra: Record<string, number> | null;
  deleted: boolean;
}

const never = new Promise<never>(() => {});

/**
 * A user of @taskward/client/offline: loses its network and answers, dies between any two steps and starts again from what it
 * has stored. Every edit leaves a mark in `extra`, which the server or a conflict must have at the end.
 */
export class OfflineDevice {
  conflicts = 0;
  deaths = 0;
  lostAnswers = 0;
  readonly marks = new Map<string, string>();
  private readonly storage = memoryStorage();
  private readonly deleted = new Set<string>();
  private offline?: Offline;
  private life = new AbortController();
  private counter = 0;
  private death: Promise<void> = never;
  private isCalm = false;

  constructor(
    private readonly urls: string[],
    private readonly user: User,
    private readonly name: string,
  ) {}

  async workUntil(over: () => boolean, thinkMs: number): Promise<void> {
    this.isCalm = false;
    if (this.offline === undefined) await this.start();
    while (!over()) {
      if (this.life.signal.aborted) await this.start();
      await Promise.race([this.edit(), this.death]);
      if (Math.random() < 0.02) this.opened.setOnline(Math.random() < 0.7);
      await wait(Math.random() * 2 * thinkMs);
    }
  }

  /** With a network that works. @throws Error if it does not come to rest. */
  async settle(): Promise<void> {
    this.isCalm = true;
    if (this.life.signal.aborted) await this.start();
    this.opened.setOnline(true);
    const deadline = performance.now() + SETTLE_MS;
    while (this.opened.unsent() > 0 || this.opened.status() !== 'live') {
      if (performance.now() > deadline) throw new Error(`${this.name} still has ${this.opened.unsent()} unsent`);
      await wait(50);
    }
    this.conflicts = this.opened.conflicts().length;
  }

  /** Edits that nobody hears of yet. */
  async workOffline(edits: number): Promise<void> {
    this.opened.setOnline(false);
    for (let i = 0; i < edits; i++) await this.edit();
  }

  /** Of edits that a restore takes back, nothing can be demanded. */
  forgetMarks(since: ReadonlySet<string>): void {
    for (const mark of this.marks.keys()) if (!since.has(mark)) this.marks.delete(mark);
  }

  /** Compares what it shows, and what it was told to write, with the rows. The network must be calm on all devices. */
  async verify(stage: Stage, others: OfflineDevice[], complain: (sentence: string) => void): Promise<void> {
    const rows = await stage.query<Row>(
      `SELECT id, title, version::int, extra, deleted_at IS NOT NULL AS deleted FROM tasks WHERE user_id = '${this.user.id}'`,
    );
    const lines = (tasks: { id: string; title: string; version: number }[]) =>
      tasks.map(({ id, title, version }) => `${id} ${title} ${version}`).sort();
    const live = lines(rows.filter(({ deleted }) => !deleted)).join();
    const deadline = performance.now() + SETTLE_MS;
    while (lines([...this.opened.tasks()]).join() !== live && performance.now() < deadline) await wait(50);
    if (lines([...this.opened.tasks()]).join() !== live) complain(`${this.name} shows other tasks than the server has`);
    const refused = others.flatMap(({ opened }) => opened.conflicts());
    const known = JSON.stringify([rows.map(({ extra }) => extra), refused]);
    const ids = new Set(rows.map(({ id }) => id));
    for (const [mark, task] of this.marks)
      if (!known.includes(`"${mark}"`) && !(this.deleted.has(task) && !ids.has(task)))
        complain(`${mark} of ${this.name} is neither on the server nor a conflict`);
  }

  close(): Promise<void> {
    return this.opened.close();
  }

  private get opened(): Offline {
    return this.offline!;
  }

  private async start(): Promise<void> {
    this.life = new AbortController();
    const { signal } = this.life;
    this.death = new Promise((done) => signal.addEventListener('abort', () => done()));
    this.offline = await openOffline({ client: this.client(signal), storage: this.mortal(signal) });
  }

  private async edit(): Promise<void> {
    const tasks = this.opened.tasks();
    const task = tasks[Math.floor(Math.random() * tasks.length)];
    const mark = `${this.name}-${this.counter++}`;
    const extra = { [mark]: 1 };
    const dice = Math.random();
    if (task === undefined || (dice < 0.3 && tasks.length < MAX_LIVE)) {
      const { id } = await this.opened.create({ title: mark, extra });
      this.marks.set(mark, id);
    } else if (dice < 0.9) {
      const field = Math.random() < 0.5 ? { title: mark } : { completed: !task.completed };
      await this.opened.patch(task.id, { ...field, extra });
      this.marks.set(mark, task.id);
    } else {
      this.deleted.add(task.id);
      const undo = await this.opened.delete(task.id);
      if (dice < 0.93) await this.opened.undo(undo);
    }
  }

  private mayDie(life: AbortSignal): void {
    if (this.isCalm || life.aborted || Math.random() > DIES) return;
    this.deaths++;
    this.life.abort();
  }

  private client(life: AbortSignal): TaskwardClient {
    return {
      userId: () => Promise.resolve(this.user.id),
      onSessionChange: () => () => {},
      request: async (path, init) => {
        this.mayDie(life);
        if (life.aborted) return never;
        const url = this.urls[Math.floor(Math.random() * this.urls.length)]!;
        const headers = { ...(init?.headers as object), Authorization: `Bearer ${this.user.token}` };
        // What was asked ends with the device; what was sent arrives.
        const signal = init?.method === 'POST' ? init.signal : AbortSignal.any([life, init!.signal!]);
        const response = await fetch(`${url}/api/v1${path}`, { ...init, headers, signal });
        this.mayDie(life);
        if (!life.aborted && (this.isCalm || path.endsWith('/events') || Math.random() > LOST)) return response;
        this.lostAnswers++;
        await response.body?.cancel();
        if (life.aborted) return never;
        throw new TypeError('The answer was lost');
      },
    };
  }

  private mortal(life: AbortSignal): TaskStorage {
    return {
      ...this.storage,
      commit: async (...change) => {
        this.mayDie(life);
        if (life.aborted) return never;
        const isStored = await this.storage.commit(...change);
        this.mayDie(life);
        return life.aborted ? never : isStored;
      },
    };
  }
}
