import { metaOf, queueOf, treeOf } from './fold.js';
import { applyChanges } from './storage.js';
import type { Change, Conflict, Generation, Meta, Operation, Page, Queued, Result, State, Task } from './model.js';

/** How many of the server's undos are kept. */
const KEPT_UNDOS = 200;

const otherOf = ({ shown }: Meta): Generation => (shown === 'tasksA' ? 'tasksB' : 'tasksA');
const metaChange = (value: Meta): Change => ({ kind: 'meta', id: '', value });

/** Takes up to `limit` operations into a batch, which stays as it is until it is answered. */
export function freezeBatch(state: State, limit: number, key: string): Change[] {
  const meta = metaOf(state);
  const queued = queueOf(state).slice(0, limit);
  if (meta.batch !== undefined || queued.length === 0) return [];
  const frozen = queued.map((one): Change => ({ kind: 'queue', id: `${one.seq}`, value: { ...one, isSent: true } }));
  return [...frozen, metaChange({ ...meta, batch: { key, seqs: queued.map(({ seq }) => seq) } })];
}

/** Of a batch that was refused as a whole, the first half is sent first. */
export function halveBatch(state: State, key: string, newKey: string): Change[] {
  const { batch, ...meta } = metaOf(state);
  if (batch?.key !== key) return [];
  return [metaChange({ ...meta, batch: { key: newKey, seqs: batch.seqs.slice(0, Math.ceil(batch.seqs.length / 2)) } })];
}

/** What became of the operations of the batch `key`, in their order. */
export function settleBatch(state: State, key: string, results: Result[]): Change[] {
  const { batch, ...meta } = metaOf(state);
  if (batch?.key !== key) return [];
  // Each answer is one about what those before it have made.
  const next = { ...state, [meta.shown]: new Map(state[meta.shown]) };
  const settled = batch.seqs.flatMap((seq, i) => {
    const changes = settle(next, meta, state.queue.get(`${seq}`)!, results[i]!);
    applyChanges(
      next,
      changes.filter(({ kind }) => kind === meta.shown),
    );
    return changes;
  });
  const oldest = [...state.undos.keys()].filter((seq) => Number(seq) < meta.nextSeq - KEPT_UNDOS);
  return [...settled, ...oldest.map((id): Change => ({ kind: 'undos', id })), metaChange(meta)];
}

function settle(state: State, meta: Meta, queued: Queued, result: Result): Change[] {
  const { seq, operation, isMerged } = queued;
  const id = `${seq}`;
  const known = state[meta.shown].get(operation.id)?.version;
  if (result.status === 428 && operation.if_version === undefined && known !== undefined)
    return [{ kind: 'queue', id, value: { ...queued, operation: { ...operation, if_version: known } } }];
  const changes: Change[] = [{ kind: 'queue', id }, ...taskChanges(state, meta, operation.id, result)];
  if (result.status >= 400) changes.push({ kind: 'conflicts', id, value: conflictOf(seq, operation, result) });
  // The undo of several edits in one would take back more than was asked for.
  else if (result.undo && !(isMerged && operation.op === 'patch'))
    changes.push({ kind: 'undos', id, value: result.undo as Operation });
  return changes;
}

/** An answer may be an old one that was kept for us: what the changes have told already is newer. */
function taskChanges(state: State, meta: Meta, id: string, { task, current, version }: Result): Change[] {
  const value = task ?? current;
  const number = value?.version ?? version ?? 0;
  const changes: Change[] = [];
  if (number > meta.position.version) {
    const gone = value === undefined ? treeOf(state[meta.shown], id) : [id];
    for (const one of gone) changes.push({ kind: meta.shown, id: one, value });
  }
  if (meta.building !== undefined && number > meta.building.version) changes.push({ kind: otherOf(meta), id, value });
  return changes;
}

function conflictOf(seq: number, operation: Operation, problem: Partial<Result> & { status: number }): Conflict {
  // A proxy may answer with a page of its own.
  const { status, error_code = 'UNKNOWN', detail = `The answer was ${status}.` } = problem;
  const { conflicts: fields = [], current, errors } = problem;
  return { seq, operation, status, errorCode: error_code, detail, fields, current, errors };
}

/** A page of the changes that was asked for with `cursor`. The last one of a new generation makes it the one that is shown. */
export function readPage(state: State, cursor: string | undefined, page: Page): Change[] {
  const { building, ...meta } = metaOf(state);
  if ((building ?? meta.position).cursor !== cursor) return [];
  const kind = building === undefined ? meta.shown : otherOf(meta);
  const changes = page.items.map((item): Change => ({
    kind,
    id: item.id,
    value: item.deleted_at === null ? (item as Task) : undefined,
  }));
  const version = page.has_more ? page.items.at(-1)!.version : page.version;
  const position = { cursor: page.next_cursor, version };
  if (building === undefined) return [...changes, metaChange({ ...meta, position })];
  if (page.has_more) return [...changes, metaChange({ ...meta, building: position })];
  return [...changes, ...clear(state, meta.shown), metaChange({ ...meta, shown: kind, position })];
}

/** Everything is to be read again, beside what is shown. */
export function beginAnew(state: State): Change[] {
  const meta = metaOf(state);
  return [...clear(state, otherOf(meta)), metaChange({ ...meta, building: { version: 0 } })];
}

const clear = (state: State, kind: Generation): Change[] => [...state[kind].keys()].map((id) => ({ kind, id }));
