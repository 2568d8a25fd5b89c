import { ApiProperty, ApiSchema, IntersectionType, PartialType, PickType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsString, Matches } from 'class-validator';
import { MayBeAbsent, MayBeNull } from '../../common/fields.js';
import { IsCalendarDate, IsCharacterLength, IsInstant, IsUuid } from '../../common/validators.js';
import { PRIORITIES, type Priority } from '../task.entity.js';
import { tagForm } from '../text-forms.js';
import { POSITION_LENGTH, POSITION_PATTERN } from '../tree/positions.js';
import { IsPosition } from './position.js';
import { TASK_READ_ONLY, TaskResponse } from './task-response.dto.js';

/** The body of a creation and of a full replacement. An absent field gets its default; `position` has none. */
export class CreateTaskDto {
  static readonly readOnly = TASK_READ_ONLY;

  @ApiProperty({ type: String, minLength: 1, maxLength: 200, example: 'Buy milk' })
  @Matches(/\S/, { message: 'title must not be blank' })
  @IsCharacterLength(1, 200)
  @IsString()
  title: string;

  @ApiProperty({
    type: String,
    required: false,
    nullable: true,
    maxLength: 1000,
    example: 'Two litres, the blue one',
  })
  @IsCharacterLength(0, 1000)
  @IsString()
  @MayBeNull()
  description?: string | null;

  @ApiProperty({ type: Boolean, required: false, example: false })
  @IsBoolean()
  @MayBeAbsent()
  completed?: boolean;

  @ApiProperty({ required: false, enum: PRIORITIES, enumName: 'TaskPriority', example: 'high' })
  @IsIn(PRIORITIES)
  @MayBeAbsent()
  priority?: Priority;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    nullable: true,
    description: 'A day, without a time. Not together with `due_at`.',
    example: '2026-12-24',
  })
  @IsCalendarDate()
  @MayBeNull()
  due_date?: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    nullable: true,
    description: 'An instant (RFC 3339, with an offset or `Z`). Not together with `due_date`.',
    example: null,
  })
  @IsInstant()
  @MayBeNull()
  due_at?: string | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: 50 },
    required: false,
    maxItems: 20,
    description: 'In the order given, each once.',
    example: ['home', 'shopping'],
  })
  @ArrayUnique((tag: unknown) => (typeof tag === 'string' ? tagForm(tag) : tag), {
    message: 'tags must not repeat a tag',
  })
  @IsCharacterLength(1, 50, { each: true, message: 'tags must hold strings of 1 to 50 characters' })
  @IsString({ each: true, message: 'tags must hold strings only' })
  @ArrayMaxSize(20)
  @IsArray()
  @MayBeAbsent()
  tags?: string[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    required: false,
    nullable: true,
    description: 'One of your tasks, which is not in the trash, and at most the seventh of eight levels deep.',
    example: null,
  })
  @IsUuid()
  @MayBeNull()
  parent_id?: string | null;

  @ApiProperty({
    type: String,
    required: false,
    pattern: POSITION_PATTERN,
    maxLength: POSITION_LENGTH,
    description:
      'A key of fractional indexing, for clients that make them; without one the server puts the task at the end of its parent, and leaves one that stays in its parent where it is.',
    example: 'c117',
  })
  @IsPosition()
  @MayBeAbsent()
  position?: string;
}

/** What the document says of it. Apart, because class-validator takes time for each field that it knows. */
@ApiSchema({ name: 'TaskCreate' })
export class CreateTaskBody extends IntersectionType(
  CreateTaskDto,
  PartialType(PickType(TaskResponse, TASK_READ_ONLY)),
) {}
