import type { TaskwardClient } from '../client.js';
import { SignedOut } from '../errors.js';
import type { Conflict, NewTask, Task, TaskPatch, Undo } from './model.js';
import { OfflineTasks } from './offline-tasks.js';
import type { TaskStorage } from './storage.js';

export type { Change, Conflict, NewTask, Operation, Task, TaskPatch, Undo } from './model.js';
export { idbStorage } from './idb-storage.js';
export { memoryStorage, type Stored, type TaskStorage } from './storage.js';

export interface OfflineOptions {
  client: TaskwardClient;
  /** IndexedDB where there is one, else memory. */
  storage?: TaskStorage;
  /** Called in the tab that sends, once for each operation that the server refused. */
  onConflict?: (conflict: Conflict) => void;
  /** False to begin without using the network. */
  online?: boolean;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Resolves after `ms`, or as soon as `signal` aborts. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to below 1. */
  random?: () => number;
}

/**
 * `live`: the last exchange with the server succeeded. `waiting`: it asked us to come back later, or nothing has been
 * exchanged yet. `offline`: no network, or switched off. `signed-out`: nothing is sent until this user logs in again.
 */
export type Status = 'live' | 'waiting' | 'offline' | 'signed-out';

/** The tasks of one user on this device. Reads are from memory; each write resolves once it is stored. */
export interface Offline {
  readonly userId: string;
  /** What is here with what is not sent yet, by position. The same array until something changes. */
  tasks(): readonly Task[];
  task(id: string): Task | undefined;
  /** How many operations the server has not answered yet. */
  unsent(): number;
  conflicts(): readonly Conflict[];
  status(): Status;
  /** @returns how to unsubscribe. */
  subscribe(listener: () => void): () => void;
  /** The id of the new task is in what it returns. */
  create(data: NewTask): Promise<Undo>;
  /** @param seen the task as it was when the person began: what has changed since becomes a conflict. */
  patch(id: string, data: TaskPatch, seen?: Task): Promise<Undo>;
  /** Its subtasks too. */
  delete(id: string): Promise<Undo>;
  /** @param seen the task as it was, to be shown at once. */
  restore(id: string, seen?: Task): Promise<Undo>;
  undo(token: Undo): Promise<void>;
  /** `mine` sends the operation again, on top of what is there now; `theirs` lets it go. */
  resolve(conflict: Conflict, choice: 'mine' | 'theirs'): Promise<void>;
  setOnline(online: boolean): void;
  /** Stops, and keeps what is stored. */
  close(): Promise<void>;
}

/**
 * The tasks of the user who is logged in.
 *
 * @throws SignedOut if nobody is.
 */
export async function openOffline(options: OfflineOptions): Promise<Offline> {
  const userId = await options.client.userId();
  if (userId === undefined) throw new SignedOut();
  const offline = new OfflineTasks(userId, options);
  await offline.open();
  return offline;
}
