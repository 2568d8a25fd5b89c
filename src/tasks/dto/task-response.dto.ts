import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Extra } from '../extra.js';
import { PRIORITIES, type Priority } from '../task.entity.js';

export const SET_BY_SERVER = ['id', 'user_id', 'version', 'deleted_at', 'updated_at'] as const;

/** A creation may give them, so that tasks can be brought from elsewhere. */
export const GIVEN_AT_CREATION = ['completed_at', 'created_at'] as const;

export const TASK_READ_ONLY = [...SET_BY_SERVER, ...GIVEN_AT_CREATION] as const;

@ApiSchema({ name: 'Task' })
export class TaskResponse {
  @ApiProperty({ readOnly: true, format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' })
  id: string;

  @ApiProperty({ readOnly: true, format: 'uuid', example: '019abc00-1111-7222-8333-444455556666' })
  user_id: string;

  @ApiProperty({ maxLength: 500, example: 'Buy milk' })
  title: string;

  @ApiProperty({ type: String, nullable: true, maxLength: 16_000, example: 'Two litres, the blue one' })
  description: string | null;

  @ApiProperty({ example: false })
  completed: boolean;

  @ApiProperty({ readOnly: true, type: String, format: 'date-time', nullable: true, example: null })
  completed_at: string | null;

  @ApiProperty({ enum: PRIORITIES, enumName: 'TaskPriority', example: 'high' })
  priority: Priority;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: '2026-12-24' })
  due_date: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  due_at: string | null;

  @ApiProperty({ type: [String], example: ['home', 'shopping'] })
  tags: string[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The task of which this one is a part: a list, a project, or a task with subtasks.',
    example: null,
  })
  parent_id: string | null;

  @ApiProperty({
    description:
      'The place among the tasks with the same `parent_id`: a key of fractional indexing, compared byte by byte, then by `id`.',
    example: 'c117',
  })
  position: string;

  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'What you keep here.',
    example: { color: '#c0ffee', reminder: { id: 'r-17', minutes: 10 } },
  })
  extra: Extra | null;

  @ApiProperty({
    readOnly: true,
    type: 'integer',
    format: 'int64',
    description: 'The number of the last write; it is the `ETag` too.',
    example: 42,
  })
  version: number;

  @ApiProperty({ readOnly: true, type: String, format: 'date-time', nullable: true, example: null })
  deleted_at: string | null;

  @ApiProperty({ readOnly: true, format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  created_at: string;

  @ApiProperty({ readOnly: true, format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  updated_at: string;
}
