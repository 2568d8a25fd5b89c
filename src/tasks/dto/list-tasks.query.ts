import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsString } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { asBoolean, LimitField, SkipField } from '../../common/query-fields.js';
import { IsCharacterLength, IsInstant } from '../../common/validators.js';
import { PRIORITIES, type Priority } from '../task.entity.js';
import { IsMoment } from './moment.js';
import { IsSort, SORT_KEYS, SORT_NAMES, SORT_ORDERS } from './sort.js';

/** A repeated parameter and a comma list mean the same. */
const asList = ({ value }: { value: unknown }) => {
  const values = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(values)) return values;
  return values.flatMap((item: unknown) =>
    typeof item === 'string' ? item.split(',').map((part) => part.trim()) : [item],
  );
};
/** As `asList`, with the undivided texts too: a tag may have a comma in it, or blanks at its ends. */
const asTags = ({ value }: { value: unknown }) => {
  const parts = asList({ value });
  const whole = [value].flat().filter((item) => typeof item === 'string' && /^.{1,50}$/su.test(item));
  return Array.isArray(parts) ? [...new Set([...whole, ...(parts as unknown[])])] : parts;
};

export class ListTasksQuery {
  @SkipField()
  skip: number = 0;

  @LimitField()
  limit: number = 100;

  @ApiProperty({
    type: String,
    required: false,
    description:
      '`next_cursor` of the page before, with the same filters and sort: its cost does not grow with depth, and rows written meanwhile are neither skipped nor repeated. Not together with `skip`.',
  })
  @MayBeAbsent()
  @IsString()
  cursor?: string;

  @ApiProperty({
    enum: SORT_ORDERS,
    enumName: 'TaskSort',
    enumSchema: { 'x-enum-varnames': SORT_NAMES },
    isArray: true,
    required: false,
    maxItems: SORT_KEYS.length,
    description:
      'Comma list, each key at most once, `-` for descending; `-created_at` if absent. The id always ends it. Undated tasks come last; titles are ordered without regard to case and marks, numbers in them by value.',
    example: ['-priority', 'title'],
    explode: false,
  } as ApiPropertyOptions)
  @IsSort()
  sort: string = '-created_at';

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Only completed tasks, or only open ones.',
    example: false,
  })
  @Transform(asBoolean)
  @MayBeAbsent()
  @IsBoolean({ message: 'completed must be true or false' })
  completed?: boolean;

  @ApiProperty({
    enum: PRIORITIES,
    enumName: 'TaskPriority',
    isArray: true,
    required: false,
    description: 'Repeat it, or separate by commas, for any of several.',
    example: ['high'],
  })
  @Transform(asList)
  @MayBeAbsent()
  @IsIn(PRIORITIES, { each: true, message: `priority must be one of ${PRIORITIES.join(', ')}` })
  @ArrayMaxSize(PRIORITIES.length)
  @IsArray()
  priority?: Priority[];

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Repeat it, or separate by commas, for tasks with any of several tags.',
    example: ['home'],
  })
  @Transform(asTags)
  @MayBeAbsent()
  @IsCharacterLength(1, 50, { each: true, message: 'tag must have 1 to 50 characters' })
  @ArrayMaxSize(20)
  @IsArray()
  tag?: string[];

  @ApiProperty({
    type: String,
    required: false,
    minLength: 1,
    maxLength: 200,
    description:
      'A part of the title or the description. Case, marks, compatibility forms, kinds of quotes, hyphens and digits, invisible characters and runs of blanks do not matter.',
    example: 'milk',
  })
  @MayBeAbsent()
  @IsCharacterLength(1, 200)
  @IsString()
  q?: string;

  @ApiProperty({
    type: String,
    required: false,
    description:
      'Due before this instant, or before this day begins (UTC). A task that is due on a day is due when it begins.',
    example: '2026-12-24',
  })
  @MayBeAbsent()
  @IsMoment()
  due_before?: string;

  @ApiProperty({
    type: String,
    required: false,
    description: 'Due after this instant, or after this day begins (UTC).',
    example: '2026-12-01T00:00:00Z',
  })
  @MayBeAbsent()
  @IsMoment()
  due_after?: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description:
      'Written after this instant. To follow all that changes, deletions too, read `/tasks/changes` instead.',
    example: '2026-11-21T09:30:00Z',
  })
  @MayBeAbsent()
  @IsInstant()
  updated_after?: string;

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'The trash: tasks deleted in the last 30 days. False if absent.',
    example: false,
  })
  @Transform(asBoolean)
  @IsBoolean({ message: 'deleted must be true or false' })
  deleted: boolean = false;

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Whether to count all that match. By default only without a cursor.',
    example: true,
  })
  @Transform(asBoolean)
  @MayBeAbsent()
  @IsBoolean({ message: 'include_total must be true or false' })
  include_total?: boolean;
}
