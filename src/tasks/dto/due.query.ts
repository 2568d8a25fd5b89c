import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { IsTimeZone } from '../../common/time-zones.js';
import { IsCalendarDate } from '../../common/validators.js';
import { IsMoment } from './moment.js';

export const DUE_STATES = ['none', 'any', 'overdue'] as const;
export type DueState = (typeof DUE_STATES)[number];

/** When tasks are due. */
export class DueQuery {
  @ApiProperty({
    enum: DUE_STATES,
    enumName: 'TaskDue',
    // Go has one name space for the values of all enums, and a priority may be `none` too.
    enumSchema: { 'x-enum-varnames': DUE_STATES.map((state) => `DUE_${state.toUpperCase()}`) },
    required: false,
    description:
      '`none`: tasks without a due day or instant. `any`: those with one. `overdue`: open tasks whose instant has come, or whose day has ended where the user is.',
    example: 'overdue',
  } as ApiPropertyOptions)
  @MayBeAbsent()
  @IsIn(DUE_STATES)
  due?: DueState;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description:
      'Due on this day of the user, or at an instant within it. Not together with `due_from` or `due_until`.',
    example: '2026-11-24',
  })
  @MayBeAbsent()
  @IsCalendarDate()
  due_on?: string;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: 'Due on this day of the user or later.',
    example: '2026-11-24',
  })
  @MayBeAbsent()
  @IsCalendarDate()
  due_from?: string;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: 'Due on this day of the user or earlier.',
    example: '2026-11-30',
  })
  @MayBeAbsent()
  @IsCalendarDate()
  due_until?: string;

  @ApiProperty({
    type: String,
    required: false,
    description:
      'Where the user is: when the days of `due_on`, `due_from`, `due_until`, `due=overdue` and `sort=due` begin and end. A name of the IANA database. The `time_zone` of the profile if absent, and UTC if that is null.',
    example: 'America/Los_Angeles',
  })
  @MayBeAbsent()
  @IsTimeZone()
  tz?: string;

  @ApiProperty({
    type: String,
    required: false,
    description:
      'By instant, for clients that reckon for themselves; `due_until` is by the user’s day. Due before this instant, or before this day begins in UTC. A task that is due on a day counts as due when that day begins in UTC.',
    example: '2026-12-24',
  })
  @MayBeAbsent()
  @IsMoment()
  due_before?: string;

  @ApiProperty({
    type: String,
    required: false,
    description: 'As `due_before`: due after this instant, or after this day begins in UTC.',
    example: '2026-12-01T00:00:00Z',
  })
  @MayBeAbsent()
  @IsMoment()
  due_after?: string;
}
