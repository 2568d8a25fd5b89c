import type { Change, State } from './model.js';

/**
 * Keeps the records of each user. Another one, such as SQLite, needs a table of `user_id`, `kind`, `id` and `value` (JSON) and
 * a `revision` for each user.
 */
export interface TaskStorage {
  /** Where tabs share it: the name that they have for it. */
  readonly sharedAs?: string;
  load(userId: string): Promise<Stored>;
  /**
   * Writes all of `changes` and `revision + 1`, or nothing of it, in one transaction.
   *
   * @returns false if the stored revision is another one by now: then nothing was written.
   */
  commit(userId: string, revision: number, changes: Change[]): Promise<boolean>;
  close(): void;
}

export interface Stored {
  /** 0 for a user of whom there is nothing. */
  revision: number;
  records: Change[];
}

export function emptyState(): State {
  return {
    meta: new Map(),
    tasksA: new Map(),
    tasksB: new Map(),
    queue: new Map(),
    conflicts: new Map(),
    undos: new Map(),
  };
}

export function applyChanges(state: State, changes: Change[]): void {
  for (const { kind, id, value } of changes) {
    const records = state[kind] as Map<string, unknown>;
    if (value === undefined) records.delete(id);
    else records.set(id, value);
  }
}

/** For programs that keep nothing, and for tests. */
export function memoryStorage(): TaskStorage {
  const users = new Map<string, { revision: number; state: State }>();
  const of = (userId: string) => {
    const user = users.get(userId) ?? { revision: 0, state: emptyState() };
    users.set(userId, user);
    return user;
  };
  return {
    load(userId) {
      const { revision, state } = of(userId);
      const records = Object.entries(state).flatMap(([kind, values]) =>
        [...values].map(([id, value]) => ({ kind, id, value }) as Change),
      );
      return Promise.resolve({ revision, records });
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- what throws here is a rejection
    async commit(userId, revision, changes) {
      const user = of(userId);
      if (user.revision !== revision) return false;
      applyChanges(user.state, structuredClone(changes));
      user.revision++;
      return true;
    },
    close() {},
  };
}
