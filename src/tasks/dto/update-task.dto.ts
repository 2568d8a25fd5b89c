import { MayBeAbsent } from '../../common/fields.js';
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

/** A JSON merge patch of a task (RFC 7396): what is absent stays, `null` clears. */
export class UpdateTaskDto {
  @MayBeAbsent()
  @TitleField({ required: false })
  title?: string;

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
