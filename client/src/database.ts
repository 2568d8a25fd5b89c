import { type IDBPDatabase, openDB } from 'idb';

export interface Database {
  /** `run` is called again, on a new connection, where the one that was there had been closed. */
  use<T>(run: (connection: IDBPDatabase) => Promise<T>): Promise<T>;
  close(): void;
}

export function openDatabase(name: string, upgrade: (connection: IDBPDatabase) => void): Database {
  const open = () =>
    openDB(name, 1, {
      upgrade,
      // A page of a newer version, or one that deletes everything, would wait for this one.
      blocking: (_, __, event) => (event.target as IDBDatabase).close(),
    });
  let opened = open();
  return {
    use: async (run) => {
      const connection = opened;
      try {
        return await run(await connection);
      } catch (error) {
        // The browser closes connections too.
        if ((error as Error).name !== 'InvalidStateError') throw error;
        if (opened === connection) opened = open();
        return run(await opened);
      }
    },
    close: () => void opened.then((connection) => connection.close()),
  };
}
