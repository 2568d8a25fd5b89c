import { openDB } from 'idb';
import type { Change } from './model.js';
import type { TaskStorage } from './storage.js';

/** In IndexedDB, in a database that all tabs share. */
export function idbStorage(name = 'taskward'): TaskStorage {
  const opened = openDB(name, 1, {
    upgrade(database) {
      database.createObjectStore('records', { keyPath: ['userId', 'kind', 'id'] });
      database.createObjectStore('revisions');
    },
  });
  const stores = ['records', 'revisions'];
  return {
    sharedAs: name,
    async load(userId) {
      const transaction = (await opened).transaction(stores);
      // An array is above all strings.
      const ofUser = IDBKeyRange.bound([userId], [userId, []]);
      const [revision = 0, records] = await Promise.all([
        transaction.objectStore('revisions').get(userId) as Promise<number | undefined>,
        transaction.objectStore('records').getAll(ofUser) as Promise<Change[]>,
      ]);
      return { revision, records };
    },
    async commit(userId, revision, changes) {
      const transaction = (await opened).transaction(stores, 'readwrite', { durability: 'strict' });
      const [records, revisions] = [transaction.objectStore('records'), transaction.objectStore('revisions')];
      const isCurrent = (((await revisions.get(userId)) as number | undefined) ?? 0) === revision;
      const writes: Promise<unknown>[] = [transaction.done];
      try {
        if (isCurrent) writes.push(revisions.put(revision + 1, userId));
        for (const { kind, id, value } of isCurrent ? changes : [])
          writes.push(
            value === undefined ? records.delete([userId, kind, id]) : records.put({ userId, kind, id, value }),
          );
      } catch (error) {
        transaction.abort();
        await Promise.allSettled(writes);
        throw error;
      }
      await Promise.all(writes);
      return isCurrent;
    },
    close: () => void opened.then((database) => database.close()),
  };
}
