import { foldQueue, inOrder, metaOf, type View } from './fold.js';
import type { Change, Conflict, Meta, State, Task } from './model.js';
import { applyChanges, emptyState, type TaskStorage } from './storage.js';

/** What is stored for one user, in memory. Every change is in the storage before it is here. */
export class Store {
  private state: State = emptyState();
  private revision = 0;
  private seen?: { view: View; tasks: readonly Task[] };
  private refused?: readonly Conflict[];
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly userId: string,
    private readonly storage: TaskStorage,
    /** Told of each change that this tab has stored. */
    private readonly onStored: (revision: number, changes: Change[]) => void,
    /** Told when what is shown may have changed. */
    private readonly onChange: () => void,
  ) {}

  get meta(): Meta {
    return metaOf(this.state);
  }

  get queue(): State['queue'] {
    return this.state.queue;
  }

  get conflicts(): readonly Conflict[] {
    return (this.refused ??= [...this.state.conflicts.values()].sort((a, b) => a.seq - b.seq));
  }

  get view(): View {
    return this.show().view;
  }

  get tasks(): readonly Task[] {
    return this.show().tasks;
  }

  load(): Promise<void> {
    return this.inTurn(() => this.reload());
  }

  /** Stores what `decide` makes of the state; it is asked again if another tab was faster. */
  commit(decide: (state: State) => Change[]): Promise<void> {
    return this.inTurn(async () => {
      for (;;) {
        const changes = decide(this.state);
        if (changes.length === 0) return;
        if (await this.storage.commit(this.userId, this.revision, changes)) {
          this.onStored(this.revision, changes);
          return this.apply(changes);
        }
        await this.reload();
      }
    });
  }

  /** What another tab has stored on top of `revision`. */
  receive(revision: number, changes: Change[]): Promise<void> {
    return this.inTurn(async () => {
      if (revision === this.revision) this.apply(changes);
      else if (revision > this.revision) await this.reload();
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }

  private async reload(): Promise<void> {
    const { revision, records } = await this.storage.load(this.userId);
    this.state = emptyState();
    this.revision = revision;
    applyChanges(this.state, records);
    this.refused = undefined;
    this.forget();
  }

  private apply(changes: Change[]): void {
    const { shown } = this.meta;
    applyChanges(this.state, changes);
    this.revision++;
    if (changes.some(({ kind }) => kind === 'conflicts')) this.refused = undefined;
    if (this.meta.shown === shown && changes.every(({ kind }) => kind === 'meta' || kind === 'undos')) return;
    this.forget();
  }

  private forget(): void {
    this.seen = undefined;
    this.onChange();
  }

  private show() {
    const view = this.seen?.view ?? foldQueue(this.state, this.userId);
    return (this.seen ??= { view, tasks: inOrder(view) });
  }
}
