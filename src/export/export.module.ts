import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { UsersModule } from '../users/users.module.js';
import { ExportService } from './export.service.js';

@Module({
  imports: [UsersModule, AuthModule, TasksModule],
  providers: [ExportService],
  exports: [ExportService],
})
export class ExportModule {}
