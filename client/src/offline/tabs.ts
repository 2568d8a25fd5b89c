import type { Status } from './index.js';
import type { Change } from './model.js';

/** What tabs tell each other. */
export type Message =
  { revision: number; changes: Change[] } | { online: boolean } | { status: Status } | { question: 'status' };

/** The other tabs that share a storage. */
export interface Tabs {
  post(message: Message): void;
  /** Runs `work` when no other tab does, until `signal` aborts. */
  lead(signal: AbortSignal, work: () => Promise<void>): Promise<void>;
  close(): void;
}

/** @param name what is shared; undefined for a storage of this tab alone. */
export function openTabs(name: string | undefined, onMessage: (message: Message) => void): Tabs {
  const channel = name !== undefined && 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : undefined;
  const locks = name !== undefined && 'navigator' in globalThis ? navigator.locks : undefined;
  channel?.addEventListener('message', ({ data }) => onMessage(data as Message));
  return {
    post: (message) => channel?.postMessage(message),
    // A wait for the lock that is given up ends with an error.
    lead: (signal, work) => locks?.request(name!, { signal }, work).catch(() => {}) ?? work(),
    close: () => channel?.close(),
  };
}
