import { openDatabase } from './database.js';

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
  const database = openDatabase('taskward-session', (db) => void db.createObjectStore('sessions'));
  return {
    get: (key) => database.use((db) => db.get('sessions', key) as Promise<string | undefined>),
    set: (key, value) => database.use(async (db) => void (await db.put('sessions', value, key))),
    remove: (key) => database.use((db) => db.delete('sessions', key)),
  };
}
