import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { MayBeAbsent } from './fields.js';

const asInteger = ({ value }: { value: unknown }) =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
export const asBoolean = ({ value }: { value: unknown }) =>
  value === 'true' ? true : value === 'false' ? false : value;

export const SkipField = () =>
  applyDecorators(
    ApiProperty({
      type: 'integer',
      required: false,
      minimum: 0,
      maximum: 10_000,
      description: 'How many to pass over; 0 if absent.',
      example: 0,
    }),
    Transform(asInteger),
    Max(10_000, { message: 'skip must be at most 10000' }),
    Min(0),
    IsInt({ message: 'skip must be a whole number from 0 to 10000' }),
  );

export const LimitField = (ifAbsent = 100) =>
  applyDecorators(
    ApiProperty({
      type: 'integer',
      required: false,
      minimum: 1,
      maximum: 1_000,
      description: `How many at most; ${ifAbsent} if absent.`,
      example: ifAbsent,
    }),
    Transform(asInteger),
    Max(1_000),
    Min(1),
    IsInt({ message: 'limit must be a whole number from 1 to 1000' }),
  );

export const BooleanFilterField = (name: string, description: string) =>
  applyDecorators(
    ApiProperty({ type: Boolean, required: false, description, example: true }),
    Transform(asBoolean),
    MayBeAbsent(),
    IsBoolean({ message: `${name} must be true or false` }),
  );
