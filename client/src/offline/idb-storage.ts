import { openDatabase } from '../database.js';
import type { Change } from './model.js';
import type { TaskStorage } from './storage.js';

/** In IndexedDB, in a database that all tabs share. */
export function idbStorage(name = 'taskward'): TaskStorage {
  const database = openDatabase(name, (db) => {
    db.createObjectStore('records', { keyPath: ['userId', 'kind', 'id'] });
    db.createObjectStore('revisions');
  });
  const stores = ['records', 'revisions'];
  return {
    sharedAs: name,
    load: (userId) =>
      database.use(async (db) => {
        const transaction = db.transaction(stores);
        // An array is above all strings.
        const ofUser = IDBKeyRange.bound([userId], [userId, []]);
        const [revision = 0, records] = await Promise.all([
          transaction.objectStore('revisions').get(userId) as Promise<number | undefined>,
          transaction.objectStore('records').getAll(ofUser) as Promise<Change[]>,
        ]);
        return { revision, records };
      }),
    commit: (userId, revision, changes) =>
      database.use(async (db) => {
        const transaction = db.transaction(stores, 'readwrite', { durability: 'strict' });
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
      }),
    close: () => database.close(),
  };
}
