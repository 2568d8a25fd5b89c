import { ApiProperty, ApiSchema, PartialType, PickType } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn } from 'class-validator';
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
import { TASK_READ_ONLY, TaskResponse } from './task-response.dto.js';

/** The fields that a task can be without. */
export const CLEARABLE = ['description', 'due_date', 'due_at'] as const;

/** A JSON merge patch of a task (RFC 7396): what is absent stays; `null`, or a name in `clear`, clears. */
@ApiSchema({ name: 'TaskUpdate' })
export class UpdateTaskDto extends PartialType(PickType(TaskResponse, TASK_READ_ONLY)) {
  static readonly readOnly = TASK_READ_ONLY;

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

  @ApiProperty({
    enum: CLEARABLE,
    enumName: 'TaskClearableField',
    isArray: true,
    required: false,
    maxItems: CLEARABLE.length,
    description: 'The same as `null` for each of these fields, for clients that cannot send `null`.',
    example: [],
  })
  @MayBeAbsent()
  @IsIn(CLEARABLE, { each: true, message: `clear must hold names out of ${CLEARABLE.join(', ')}` })
  @ArrayMaxSize(CLEARABLE.length)
  @IsArray()
  clear?: (typeof CLEARABLE)[number][];
}
