import { openDB } from 'idb';

type MaybePromise<T> = T | Promise<T>;

/** Where the session is kept: IndexedDB, a keychain, a file. Tabs that share it share the session. */
export interface TokenStorage {
  get(key: string): MaybePromise<string | null | undefined>;
  set(key: string, value: string): MaybePromise<void>;
  remove(key: string): MaybePromise<void>;
}

/** Forgets everything when the page or the process ends. */
export function memoryTokens(): TokenStorage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
}

/**
 * IndexedDB, because a tab may see what another wrote to localStorage late, and refresh once more. Any script of the page can
 * read it: with `cookies: true` it holds no token.
 */
export function browserTokens(): TokenStorage {
  const database = openDB('taskward-session', 1, { upgrade: (db) => void db.createObjectStore('sessions') });
  return {
    get: async (key) => (await (await database).get('sessions', key)) as string | undefined,
    set: async (key, value) => void (await (await database).put('sessions', value, key)),
    remove: async (key) => (await database).delete('sessions', key),
  };
}
