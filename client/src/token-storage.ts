type MaybePromise<T> = T | Promise<T>;

/** Where the session is kept: `localStorage`, a keychain, a file. Tabs that share it share the session. */
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

/** For `cookies: true`, whose tokens are not in it. Any script of the page can read what it holds. */
export function localStorageTokens(): TokenStorage {
  return {
    get: (key) => localStorage.getItem(key),
    set: (key, value) => localStorage.setItem(key, value),
    remove: (key) => localStorage.removeItem(key),
  };
}
