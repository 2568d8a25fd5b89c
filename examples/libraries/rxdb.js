import { replicateRxCollection } from 'rxdb/plugins/replication';
import { Subject } from 'rxjs';
import { listen, operationFor, readChanges, sendOperations } from './queue.js';

/** Keeps an RxDB collection of tasks and a Taskward account the same. `onRefused` hears of writes that can never be accepted. */
export function replicateTasks(collection, request, onRefused = () => {}) {
  const news = new Subject();
  const replication = replicateRxCollection({
    collection,
    replicationIdentifier: 'taskward-tasks',
    pull: {
      batchSize: 1000,
      stream$: news,
      async handler(checkpoint, limit) {
        try {
          const { items, next_cursor } = await readChanges(request, checkpoint?.cursor, limit);
          return { documents: items.map(toDocument), checkpoint: { cursor: next_cursor } };
        } catch (error) {
          if (error.status !== 410) throw error;
          return readAnew();
        }
      },
    },
    push: {
      batchSize: 100,
      async handler(rows) {
        const operations = rows.map(({ assumedMasterState: before, newDocumentState: after }) => {
          if (before?._deleted && !after._deleted) return { op: 'restore', id: after.id };
          return operationFor(after.id, before, after._deleted ? undefined : after);
        });
        const results = await sendOperations(request, operations);
        // What the server has instead: RxDB gives it to the conflict handler of the collection.
        return results.flatMap((result, i) => {
          const { assumedMasterState: before, newDocumentState: after } = rows[i];
          if (result.status === 412) return [toDocument(result.current)];
          if (result.status < 300) return result.deleted_at && !after._deleted ? [toDocument(result)] : [];
          if (result.status === 404) return after._deleted ? [] : [{ ...after, _deleted: true }];
          onRefused(operations[i], result);
          return [before ?? { ...after, _deleted: true }];
        });
      },
    },
  });

  /** What the server has, and a deletion of each task that was there once and does not come. */
  async function readAnew() {
    const documents = [];
    let page = { has_more: true };
    while (page.has_more) {
      page = await readChanges(request, page.next_cursor);
      documents.push(...page.items.map(toDocument));
    }
    const ids = new Set(documents.map(({ id }) => id));
    const local = (await collection.find().exec()).map((document) => document.toMutableJSON());
    const gone = local.filter(({ id, version }) => version > 0 && !ids.has(id));
    documents.push(...gone.map((task) => ({ ...task, _deleted: true })));
    return { documents, checkpoint: { cursor: page.next_cursor } };
  }

  const stopped = new AbortController();
  void listen(request, () => news.next('RESYNC'), stopped.signal);
  return { replication, stop: () => (stopped.abort(), replication.cancel()) };
}

const toDocument = (task) => ({ ...task, _deleted: task.deleted_at !== null });
