import { createHash } from 'node:crypto';
import type { CreateTaskDto } from '../dto/create-task.dto.js';

export type ImportedFields = Pick<
  CreateTaskDto,
  | 'title'
  | 'description'
  | 'completed'
  | 'completed_at'
  | 'created_at'
  | 'priority'
  | 'due_date'
  | 'due_at'
  | 'tags'
  | 'extra'
>;

export interface ImportedTask {
  /** The same when the file is read again, and of no other task in it. */
  ref: string;
  parentRef: string | null;
  /** Where it stands in the file. */
  where: string;
  fields: ImportedFields;
}

/** What could not be taken over. */
export interface Omission {
  where: string;
  field: string;
  reason: string;
}

export interface ImportedFile {
  /** The program and form it comes from: its refs are its own. */
  source: 'todoist' | 'ticktick' | 'icalendar' | 'taskward';
  /** Each after its parent, and siblings in their order. */
  tasks: ImportedTask[];
  omissions: Omission[];
}

export interface ReadOptions {
  /** Of the file, without its ending: what has no name of its own is called so. */
  name: string;
  /** Of times without a zone. */
  timeZone: string;
}

export class UnreadableFile extends Error {}

/** Makes refs of what tasks are, for programs whose exports give them no lasting id. */
export class ContentRefs {
  private readonly seen = new Map<string, number>();

  /** The n-th of several that are alike is always the n-th. */
  make(parentRef: string | null, ...content: string[]): string {
    const alike = JSON.stringify([parentRef, ...content]);
    const n = (this.seen.get(alike) ?? 0) + 1;
    this.seen.set(alike, n);
    return createHash('sha256').update(`${n} ${alike}`).digest('hex');
  }
}
