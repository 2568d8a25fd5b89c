import type { FaultCode } from '../../common/fault-codes.js';

const MAX_DEPTH = 8;

/** Where a task would stand under a parent. */
export interface Lineage {
  /** The level of the parent, from 1; null if there is no such live task. */
  depth: number | null;
  /** How many levels the task has with those beneath it. */
  height: number;
  /** Whether the parent is the task itself or beneath it. */
  isCircular: boolean;
}

export function parentFault({ depth, height, isCircular }: Lineage): { code: FaultCode; detail: string } | undefined {
  if (depth === null) return { code: 'TASK_NOT_FOUND', detail: 'must be one of your tasks that is not in the trash' };
  if (isCircular) return { code: 'CIRCULAR', detail: 'must not be the task itself or beneath it' };
  if (depth + height > MAX_DEPTH)
    return { code: 'TOO_DEEP', detail: `must leave the tree at most ${MAX_DEPTH} levels deep` };
  return undefined;
}
