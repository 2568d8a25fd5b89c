import {
  ApiProperty,
  type ApiPropertyOptions,
  ApiSchema,
  IntersectionType,
  PartialType,
  PickType,
} from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsObject, IsString, Matches } from 'class-validator';
import { MayBeAbsent, MayBeNull } from '../../common/fields.js';
import { MAX_LENGTH } from '../../common/text-limits.js';
import { IsCalendarDate, IsCharacterLength, IsInstant, IsUuid } from '../../common/validators.js';
import type { TaskTextConfig } from '../../config/slices.js';
import { type Extra, EXTRA_BYTES, EXTRA_DEPTH, HasExtraDepth, HasExtraSize } from '../extra.js';
import { PRIORITIES, type Priority } from '../task.entity.js';
import { MAX_TAG_CHARACTERS, MAX_TAGS } from '../tags/tag-limits.js';
import { tagForm } from '../text-forms.js';
import { POSITION_LENGTH, POSITION_PATTERN } from '../tree/positions.js';
import { IsPosition } from './position.js';
import { SET_BY_SERVER, TaskResponse } from './task-response.dto.js';

const TITLE_MAX = 'TASK_TITLE_MAX' satisfies keyof TaskTextConfig;
const DESCRIPTION_MAX = 'TASK_DESCRIPTION_MAX' satisfies keyof TaskTextConfig;

/** The body of a creation and of a full replacement. An absent field gets its default; `position` has none. */
export class CreateTaskDto {
  static readonly readOnly: readonly string[] = SET_BY_SERVER;

  @ApiProperty({ type: String, minLength: 1, [MAX_LENGTH]: TITLE_MAX, example: 'Buy milk' } as ApiPropertyOptions)
  @Matches(/\S/, { message: 'title must not be blank' })
  @IsCharacterLength(1, TITLE_MAX)
  @IsString()
  title: string;

  @ApiProperty({
    type: String,
    required: false,
    nullable: true,
    [MAX_LENGTH]: DESCRIPTION_MAX,
    example: 'Two litres, the blue one',
  } as ApiPropertyOptions)
  @IsCharacterLength(0, DESCRIPTION_MAX)
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
  @IsCharacterLength(1, MAX_TAG_CHARACTERS, {
    each: true,
    message: `tags must hold strings of 1 to ${MAX_TAG_CHARACTERS} characters`,
  })
  @IsString({ each: true, message: 'tags must hold strings only' })
  @ArrayMaxSize(MAX_TAGS)
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

  @ApiProperty({
    type: 'object',
    selfRequired: false,
    nullable: true,
    additionalProperties: true,
    description: `A JSON object of your own: at most ${EXTRA_BYTES} bytes in UTF-8, ${EXTRA_DEPTH} levels deep, itself included. It comes back as it was sent, but for the order of its members; a number that a double cannot hold is refused. A PATCH merges it (RFC 7396).`,
    example: { color: '#c0ffee', reminder: { id: 'r-17', minutes: 10 } },
  })
  @HasExtraSize()
  @HasExtraDepth()
  @IsObject()
  @MayBeNull()
  extra?: Extra | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    nullable: true,
    description:
      'When it was completed, if `completed` is true: an instant that is not in the future; now if absent. Only a creation sets it; of a task that is there it may be sent as it is stored.',
  })
  @IsInstant()
  @MayBeNull()
  completed_at?: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description:
      'When it was created: an instant that is not in the future; now if absent. Only a creation sets it; of a task that is there it may be sent as it is stored.',
  })
  @IsInstant()
  @MayBeAbsent()
  created_at?: string;
}

/** What the document says of it. Apart, because class-validator takes time for each field that it knows. */
@ApiSchema({ name: 'TaskCreate' })
export class CreateTaskBody extends IntersectionType(
  CreateTaskDto,
  PartialType(PickType(TaskResponse, SET_BY_SERVER)),
) {}
