import { Module } from '@nestjs/common';
import { TextLimits } from '../common/text-limits.js';
import { TaskTextConfig } from '../config/slices.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { FreshReadsService } from './fresh-reads.service.js';
import { TaskImportService } from './import/task-import.service.js';
import { CursorsService } from './list/cursors.service.js';
import { TaskListController } from './list/task-list.controller.js';
import { TaskListService } from './list/task-list.service.js';
import { TaskPagesService } from './list/task-pages.service.js';
import { PurgeRepository } from './purge/purge.repository.js';
import { PurgeService } from './purge/purge.service.js';
import { TextFormRebuildRepository } from './rebuild/text-form-rebuild.repository.js';
import { TextFormRebuildService } from './rebuild/text-form-rebuild.service.js';
import { TagsController } from './tags/tags.controller.js';
import { TagsService } from './tags/tags.service.js';
import { TaskExportService } from './task-export.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksRepository } from './tasks.repository.js';
import { TasksService } from './tasks.service.js';

@Module({
  imports: [IdempotencyModule],
  controllers: [TaskListController, TasksController, TagsController],
  providers: [
    TasksRepository,
    TasksService,
    TaskListService,
    TaskPagesService,
    CursorsService,
    PurgeRepository,
    PurgeService,
    FreshReadsService,
    TagsService,
    TaskImportService,
    TaskExportService,
    TextFormRebuildRepository,
    TextFormRebuildService,
    {
      provide: TextLimits,
      useFactory: (config: TaskTextConfig): TextLimits => ({ ...config }),
      inject: [TaskTextConfig],
    },
  ],
  exports: [TaskExportService, TextLimits],
})
export class TasksModule {}
