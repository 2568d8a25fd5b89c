import type { CreateTaskDto } from '../dto/create-task.dto.js';
import type { TaskBaseDto } from '../dto/batch.dto.js';
import type { UpdateTaskDto } from '../dto/update-task.dto.js';
import type { Task } from '../task.entity.js';

/** An operation that `readOperations` has checked. */
export type Operation =
  | { op: 'create'; id?: string; data: CreateTaskDto }
  | PatchOperation
  | { op: 'delete'; id: string; if_version?: number }
  | { op: 'restore'; id: string; if_version?: number };

export interface PatchOperation {
  op: 'patch';
  id: string;
  data: UpdateTaskDto;
  /** What the client saw. */
  base?: TaskBaseDto;
  if_version?: number;
}

export interface Outcome {
  /** As it is now: live, in the trash or a tombstone. */
  task: Task;
  isNew: boolean;
  /** Absent if the task was so already: no number was taken. */
  undo?: Operation;
}
