import { callEach } from '../listeners.js';
import { type Edit, planEdit, retryConflict, undoEdit } from './edit.js';
import { Exchange, type Sleep } from './exchange.js';
import { idbStorage } from './idb-storage.js';
import type { Offline, OfflineOptions, Status } from './index.js';
import { Live } from './live.js';
import type { Change, Conflict, NewTask, State, Task, TaskPatch, Undo } from './model.js';
import { memoryStorage, type TaskStorage } from './storage.js';
import { Store } from './store.js';
import { type Message, openTabs, type Tabs } from './tabs.js';
import { newId } from './uuid.js';

export class OfflineTasks implements Offline {
  private readonly storage: TaskStorage;
  private readonly store: Store;
  private readonly tabs: Tabs;
  private readonly live: Live;
  private readonly listeners = new Set<() => void>();
  private readonly now: () => number;
  private readonly unsubscribe: (() => void)[];
  private isOnline: boolean;
  private isSignedIn = true;
  private isLeader = false;
  private current: Status = 'waiting';
  private running?: { controller: AbortController; ended: Promise<void> };

  constructor(
    readonly userId: string,
    { client, onConflict = () => {}, online = true, ...options }: OfflineOptions,
  ) {
    const { now = Date.now, sleep = sleepFor, random = Math.random } = options;
    this.storage = options.storage ?? ('indexedDB' in globalThis ? idbStorage() : memoryStorage());
    const { sharedAs } = this.storage;
    this.now = now;
    this.isOnline = online;
    this.tabs = openTabs(sharedAs && `${sharedAs} ${userId}`, (message) => this.hear(message));
    this.store = new Store(
      userId,
      this.storage,
      (revision, changes) => this.tabs.post({ revision, changes }),
      () => this.tell(),
    );
    const exchange = new Exchange(client, this.store, sleep, () => newId(now()), onConflict);
    this.live = new Live(client, this.store, exchange, (status) => this.report(status), { now, sleep, random });
    const retry = () => this.live.retry();
    globalThis.addEventListener?.('online', retry);
    this.unsubscribe = [
      client.onSessionChange((id) => this.switch(this.isOnline, id === userId)),
      () => globalThis.removeEventListener?.('online', retry),
    ];
  }

  async open(): Promise<void> {
    await this.store.load();
    this.switch(this.isOnline, true);
    this.tabs.post({ question: 'status' });
  }

  tasks(): readonly Task[] {
    return this.store.tasks;
  }

  task(id: string): Task | undefined {
    return this.store.view.get(id);
  }

  unsent(): number {
    return this.store.queue.size;
  }

  conflicts(): readonly Conflict[] {
    return this.store.conflicts;
  }

  status(): Status {
    return this.current;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  create(data: NewTask): Promise<Undo> {
    return this.edit(newId(this.now()), { op: 'create', data });
  }

  patch(id: string, data: TaskPatch, seen?: Task): Promise<Undo> {
    return this.edit(id, { op: 'patch', data }, seen);
  }

  delete(id: string): Promise<Undo> {
    return this.edit(id, { op: 'delete' });
  }

  restore(id: string, seen?: Task): Promise<Undo> {
    return this.edit(id, { op: 'restore' }, seen);
  }

  async undo(token: Undo): Promise<void> {
    const undo = copyOf(token);
    return this.change((state, at) => undoEdit(state, this.store.view, undo, at));
  }

  async resolve(given: Conflict, choice: 'mine' | 'theirs'): Promise<void> {
    const conflict = copyOf(given);
    const { seq } = conflict;
    return this.change((state, at) => {
      if (!state.conflicts.has(`${seq}`)) return [];
      if (choice === 'theirs') return [{ kind: 'conflicts', id: `${seq}` }];
      return retryConflict(state, this.store.view, conflict, at);
    });
  }

  setOnline(online: boolean): void {
    this.tabs.post({ online });
    this.switch(online, this.isSignedIn);
  }

  async close(): Promise<void> {
    for (const stop of this.unsubscribe) stop();
    this.running?.controller.abort();
    await this.running?.ended;
    await this.store.commit(() => []);
    this.tabs.close();
    this.storage.close();
  }

  private async edit(id: string, given: Edit, seenByCaller?: Task): Promise<Undo> {
    const edit = copyOf(given);
    const seen = seenByCaller && copyOf(seenByCaller);
    let undo!: Undo;
    await this.change((state, at) => {
      const planned = planEdit(state, this.store.view, id, edit, at, seen);
      undo = planned.undo;
      return planned.changes;
    });
    return undo;
  }

  private async change(decide: (state: State, at: string) => Change[]): Promise<void> {
    await this.store.commit((state) => decide(state, new Date(this.now()).toISOString()));
    this.live.wake();
  }

  private switch(isOnline: boolean, isSignedIn: boolean): void {
    this.isOnline = isOnline;
    this.isSignedIn = isSignedIn;
    this.running?.controller.abort();
    if (!isSignedIn || !isOnline) return this.report(isSignedIn ? 'offline' : 'signed-out');
    const controller = new AbortController();
    const lead = async () => {
      this.isLeader = true;
      try {
        await this.live.run(controller.signal);
      } finally {
        this.isLeader = false;
      }
    };
    const before = this.running?.ended ?? Promise.resolve();
    const ended = before.catch(() => {}).then(() => this.tabs.lead(controller.signal, lead));
    this.running = { controller, ended };
    this.report('waiting');
  }

  private hear(message: Message): void {
    if ('changes' in message) void this.store.receive(message.revision, message.changes).then(() => this.live.wake());
    else if ('online' in message) this.switch(message.online, this.isSignedIn);
    else if ('status' in message) this.report(message.status);
    else if (this.isLeader) this.tabs.post({ status: this.current });
  }

  private report(status: Status): void {
    if (this.current === status) return;
    this.current = status;
    if (this.isLeader) this.tabs.post({ status });
    this.tell();
  }

  private tell(): void {
    callEach(this.listeners);
  }
}

/** The caller may change what it gave, or have it in a proxy, which no storage takes. */
const copyOf = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

const sleepFor: Sleep = (ms, signal) =>
  new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, signal.aborted ? 0 : ms);
    signal.addEventListener('abort', end);
  });
