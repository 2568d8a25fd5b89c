import { listen, operationFor, readChanges, sendOperations } from './queue.js';

/** Options for `createCollection` of TanStack DB: all tasks of an account, live. A write that is refused is rolled back. */
export function taskCollectionOptions(request) {
  /** Resolves when the collection has what the server has now. */
  let pull;

  async function write({ transaction }) {
    const operations = transaction.mutations.map(({ type, key, original, modified }) =>
      operationFor(key, type === 'insert' ? undefined : original, type === 'delete' ? undefined : modified),
    );
    const results = await sendOperations(request, operations);
    await pull();
    const refused = results.filter(({ status }) => status >= 300);
    if (refused.length > 0) throw Object.assign(new Error(refused[0].detail ?? 'Refused'), { refused });
  }

  function sync({ begin, write: apply, commit, truncate, markReady }) {
    let cursor;
    let known = new Set();
    let last = Promise.resolve();
    const stopped = new AbortController();

    async function readAll() {
      for (let hasMore = true; hasMore;) {
        const page = await readChanges(request, cursor).catch((error) => {
          if (error.status !== 410) throw error;
          return undefined;
        });
        begin();
        if (page === undefined) {
          truncate({ markReady: false });
          known = new Set();
        }
        for (const task of page?.items ?? []) {
          if (task.deleted_at === null) {
            apply({ type: known.has(task.id) ? 'update' : 'insert', value: task });
            known.add(task.id);
          } else if (known.delete(task.id)) apply({ type: 'delete', key: task.id });
        }
        commit();
        cursor = page?.next_cursor;
        hasMore = page?.has_more ?? true;
      }
      markReady();
    }

    // One after another, so that a cursor is used once.
    pull = () => (last = last.catch(() => {}).then(readAll));
    void listen(request, () => void pull().catch(() => {}), stopped.signal);
    return () => stopped.abort();
  }

  return { id: 'tasks', getKey: ({ id }) => id, sync: { sync }, onInsert: write, onUpdate: write, onDelete: write };
}
