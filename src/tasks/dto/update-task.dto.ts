import { ApiProperty, ApiSchema, IntersectionType, PartialType, PickType } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { WRITABLE } from '../task-columns.js';
import { CreateTaskDto } from './create-task.dto.js';
import { SET_BY_SERVER, TASK_READ_ONLY, TaskResponse } from './task-response.dto.js';

type Clearable = {
  [Name in keyof CreateTaskDto]: null extends CreateTaskDto[Name] ? Name : never;
}[keyof CreateTaskDto];

export type ClearableField = Exclude<Clearable, undefined | (typeof TASK_READ_ONLY)[number]>;

const CLEARABLE = WRITABLE.filter(({ isNullable }) => isNullable).map(({ name }) => name);

class FieldsToClear {
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
  clear?: ClearableField[];
}

/** A JSON merge patch of a task (RFC 7396): what is absent stays; `null`, or a name in `clear`, clears. */
export class UpdateTaskDto extends IntersectionType(
  PartialType(CreateTaskDto, { skipNullProperties: false }),
  FieldsToClear,
) {
  static readonly readOnly = TASK_READ_ONLY;
}

/** What the document says of it. */
@ApiSchema({ name: 'TaskUpdate' })
export class UpdateTaskBody extends IntersectionType(
  UpdateTaskDto,
  PartialType(PickType(TaskResponse, SET_BY_SERVER)),
) {}
