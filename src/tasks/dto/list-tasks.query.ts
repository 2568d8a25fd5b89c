import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsString } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { asBoolean, LimitField, SkipField } from '../../common/query-fields.js';
import { IsCharacterLength, IsInstant } from '../../common/validators.js';
import { PRIORITIES, type Priority } from '../task.entity.js';
import { IsParent } from './parent.js';
import { IsTagFilter, TAG_MODES, type TagMode } from './tag-filter.js';
import { DueQuery } from './due.query.js';
import { IsSort, SORT_KEYS, SORT_NAMES, SORT_ORDERS } from './sort.js';

export const TASK_INCLUDES = ['child_counts'] as const;

/** A repeated parameter and a comma list mean the same. */
const asList = ({ value }: { value: unknown }) => {
  const values = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(values)) return values;
  return values.flatMap((item: unknown) =>
    typeof item === 'string' ? item.split(',').map((part) => part.trim()) : [item],
  );
};
const asTexts = ({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value);

export class ListTasksQuery extends DueQuery {
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
      'Comma list, each key at most once, `-` for descending; `-created_at` if absent. The id always ends it. `due` goes by the end of each task: its instant, or the end of its day where the user is (`tz`); undated tasks come last. Titles are ordered without regard to case and marks, numbers in them by value. `position` orders tasks with the same parent: give `parent_id` with it.',
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
    description:
      'Repeat it, or separate by commas, for several tags: `tag_mode` says which tasks these mean. Case does not matter.',
    example: ['home'],
  })
  @Transform(asTexts)
  @MayBeAbsent()
  @IsTagFilter()
  tag?: string[];

  @ApiProperty({
    enum: TAG_MODES,
    enumName: 'TaskTagMode',
    enumSchema: { 'x-enum-varnames': TAG_MODES.map((mode) => `TAGS_${mode.toUpperCase()}`) },
    required: false,
    description: 'Tasks that have all tags of `tag` (if absent), any of them, or none.',
    example: 'any',
  } as ApiPropertyOptions)
  @IsIn(TAG_MODES, { message: `tag_mode must be one of ${TAG_MODES.join(', ')}` })
  tag_mode: TagMode = 'all';

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
    type: String,
    required: false,
    description: 'The tasks directly beneath this one, or `none` for those without a parent.',
    example: 'none',
  })
  @MayBeAbsent()
  @IsParent()
  parent_id?: string;

  @ApiProperty({
    enum: TASK_INCLUDES,
    enumName: 'TaskInclude',
    isArray: true,
    required: false,
    maxItems: TASK_INCLUDES.length,
    description: 'What to add to the page: `child_counts`.',
    example: ['child_counts'],
    explode: false,
  } as ApiPropertyOptions)
  @Transform(asList)
  @MayBeAbsent()
  @IsIn(TASK_INCLUDES, { each: true, message: `include must be one of ${TASK_INCLUDES.join(', ')}` })
  @ArrayMaxSize(TASK_INCLUDES.length)
  @IsArray()
  include?: (typeof TASK_INCLUDES)[number][];

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
