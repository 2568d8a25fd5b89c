import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsString, Matches } from 'class-validator';
import { IsCalendarDate, IsInstant, IsCharacterLength } from '../../common/validators.js';
import { MayBeAbsent, MayBeNull } from '../../common/fields.js';
import { PRIORITIES } from '../task.entity.js';
import { tagForm } from '../text-forms.js';

interface Options {
  required?: boolean;
}

export const TitleField = (options: Options = {}) =>
  applyDecorators(
    ApiProperty({ ...options, type: String, minLength: 1, maxLength: 200, example: 'Buy milk' }),
    IsString(),
    IsCharacterLength(1, 200),
    Matches(/\S/, { message: 'title must not be blank' }),
  );

export const DescriptionField = () =>
  applyDecorators(
    ApiProperty({
      type: String,
      required: false,
      nullable: true,
      maxLength: 1000,
      example: 'Two litres, the blue one',
    }),
    MayBeNull(),
    IsString(),
    IsCharacterLength(0, 1000),
  );

export const CompletedField = () =>
  applyDecorators(ApiProperty({ type: Boolean, required: false, example: false }), MayBeAbsent(), IsBoolean());

export const PriorityField = () =>
  applyDecorators(
    ApiProperty({ required: false, enum: PRIORITIES, enumName: 'TaskPriority', example: 'high' }),
    MayBeAbsent(),
    IsIn(PRIORITIES),
  );

export const DueDateField = () =>
  applyDecorators(
    ApiProperty({
      type: String,
      format: 'date',
      required: false,
      nullable: true,
      description: 'A day, without a time. Not together with `due_at`.',
      example: '2026-12-24',
    }),
    MayBeNull(),
    IsCalendarDate(),
  );

export const DueAtField = () =>
  applyDecorators(
    ApiProperty({
      type: String,
      format: 'date-time',
      required: false,
      nullable: true,
      description: 'An instant (RFC 3339, with an offset or `Z`). Not together with `due_date`.',
      example: null,
    }),
    MayBeNull(),
    IsInstant(),
  );

export const TagsField = () =>
  applyDecorators(
    ApiProperty({
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: 50 },
      required: false,
      maxItems: 20,
      description: 'In the order given, each once.',
      example: ['home', 'shopping'],
    }),
    MayBeAbsent(),
    IsArray(),
    ArrayMaxSize(20),
    IsString({ each: true, message: 'tags must hold strings only' }),
    IsCharacterLength(1, 50, { each: true, message: 'tags must hold strings of 1 to 50 characters' }),
    ArrayUnique((tag: unknown) => (typeof tag === 'string' ? tagForm(tag) : tag), {
      message: 'tags must not repeat a tag',
    }),
  );
