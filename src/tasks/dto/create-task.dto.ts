import { ApiSchema, PartialType, PickType } from '@nestjs/swagger';
import type { Priority } from '../task.entity.js';
import {
  CompletedField,
  DescriptionField,
  DueAtField,
  DueDateField,
  PriorityField,
  TagsField,
  TitleField,
} from './task-fields.js';
import { TASK_READ_ONLY, TaskResponse } from './task-response.dto.js';

/** A whole task: for creation and for full replacement. What is absent gets its default. */
@ApiSchema({ name: 'TaskCreate' })
export class CreateTaskDto extends PartialType(PickType(TaskResponse, TASK_READ_ONLY)) {
  static readonly readOnly = TASK_READ_ONLY;

  @TitleField()
  title: string;

  @DescriptionField()
  description?: string | null;

  @CompletedField()
  completed?: boolean;

  @PriorityField()
  priority?: Priority;

  @DueDateField()
  due_date?: string | null;

  @DueAtField()
  due_at?: string | null;

  @TagsField()
  tags?: string[];
}
