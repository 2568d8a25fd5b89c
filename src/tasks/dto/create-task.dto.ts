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

/** A whole task: for creation and for full replacement. What is absent gets its default. */
export class CreateTaskDto {
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
