import type { components } from '../schema.js';

type Schemas = components['schemas'];

export type Task = Schemas['Task'];
export type NewTask = Omit<Schemas['TaskCreate'], 'completed_at' | 'created_at'>;
/** A JSON merge patch (RFC 7396): what is absent stays, `null` clears. */
export type TaskPatch = Omit<Schemas['TaskUpdate'], 'clear'>;
export type Operation = Schemas['TaskBatchOperation'] & { id: string };
export type Result = Schemas['TaskOperationResult'];
export type Page = Schemas['TaskChanges'];

/** An operation on its way to the server. */
export interface Queued {
  /** In the order of the edits; never given out twice. */
  seq: number;
  operation: Operation;
  /** When it was made: an instant. */
  at: string;
  /** The task as the person saw it, so that a restored one can be shown before the server has answered. */
  seen?: Task;
  /** It may be there already: it is sent as it was, and nothing is added to it. */
  isSent?: boolean;
  /** It holds several edits. */
  isMerged?: boolean;
}

/** An operation that the server refused. It stays until the person, or the app, has resolved it. */
export interface Conflict {
  seq: number;
  operation: Operation;
  /** 412 where someone else has written, otherwise 404, 422 … */
  status: number;
  errorCode: string;
  detail: string;
  /** With 412: the fields that two have changed. */
  fields: string[];
  /** With 412: the task as it is on the server. */
  current?: Task;
  /** With 422: what is wrong with which field. */
  errors?: Result['errors'];
}

/** What takes an edit back; may be stored as JSON. */
export interface Undo {
  /** Of the task. */
  id: string;
  seq: number;
  inverse: Operation;
  seen?: Task;
}

/** How far the changes have been read into one generation of tasks. */
export interface Position {
  cursor?: string;
  version: number;
}

export interface Meta {
  nextSeq: number;
  /** The generation that is shown. */
  shown: Generation;
  position: Position;
  /** How far the other generation is, while everything is read again. */
  building?: Position;
  /** What was sent and has no answer yet. */
  batch?: { key: string; seqs: number[] };
}

export type Generation = 'tasksA' | 'tasksB';

/** What is stored for a user, by kind. */
export interface Records {
  meta: Meta;
  tasksA: Task;
  tasksB: Task;
  queue: Queued;
  conflicts: Conflict;
  /** The server's own undo of what was sent, by `seq`. */
  undos: Operation;
}

export type State = { [Kind in keyof Records]: Map<string, Records[Kind]> };

/** `value` is absent where the record goes. */
export type Change = { [Kind in keyof Records]: { kind: Kind; id: string; value?: Records[Kind] } }[keyof Records];
