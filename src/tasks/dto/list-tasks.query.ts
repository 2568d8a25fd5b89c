import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../../common/fields.js';
import { IsSort } from './sort.js';

const asInteger = ({ value }: { value: unknown }) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value);
const asBoolean = ({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value);

/** Which tasks, in which order, and which page of them. */
export class ListTasksQuery {
  @ApiProperty({ type: 'integer', required: false, minimum: 0, maximum: 10_000, default: 0, description: 'How many tasks to pass over.', example: 0 })
  @Transform(asInteger)
  @Max(10_000, { message: 'skip must be at most 10000' })
  @Min(0)
  @IsInt({ message: 'skip must be a whole number from 0 to 10000' })
  skip: number = 0;

  @ApiProperty({ type: 'integer', required: false, minimum: 1, maximum: 1_000, default: 100, description: 'How many tasks at most.', example: 100 })
  @Transform(asInteger)
  @Max(1_000)
  @Min(1)
  @IsInt({ message: 'limit must be a whole number from 1 to 1000' })
  limit: number = 100;

  @ApiProperty({
    type: String,
    required: false,
    default: '-created_at',
    description:
      'Comma list of `created_at`, `updated_at`, `due`, `title`, `priority` and `completed`; `-` for descending. The id always ends it. Undated tasks come last.',
    example: '-priority,title',
  })
  @IsSort()
  sort: string = '-created_at';

  @ApiProperty({ type: Boolean, required: false, description: 'Only completed tasks, or only open ones.', example: false })
  @Transform(asBoolean)
  @MayBeAbsent()
  @IsBoolean({ message: 'completed must be true or false' })
  completed?: boolean;
}
