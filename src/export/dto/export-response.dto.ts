import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ExportedSession } from '../../auth/dto/exported-session.dto.js';
import { TaskResponse } from '../../tasks/dto/task-response.dto.js';
import { UserResponse } from '../../users/dto/user-response.dto.js';

@ApiSchema({ name: 'UserExport' })
export class ExportResponse {
  @ApiProperty({ format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  exported_at: string;

  @ApiProperty({ type: UserResponse })
  user: UserResponse;

  @ApiProperty({ type: [ExportedSession] })
  sessions: ExportedSession[];

  @ApiProperty({ type: [TaskResponse], description: 'Those in the trash too.' })
  tasks: TaskResponse[];
}
