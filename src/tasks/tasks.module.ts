import { Module } from '@nestjs/common';
import { TextLimits } from '../common/text-limits.js';
import { TaskTextConfig } from '../config/slices.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { BatchController } from './batch/batch.controller.js';
import { BatchRepository } from './batch/batch.repository.js';
import { BatchService } from './batch/batch.service.js';
import { FreshReadsService } from './fresh-reads.service.js';
import { CursorsService } from './list/cursors.service.js';
import { TaskListController } from './list/task-list.controller.js';
import { TaskListService } from './list/task-list.service.js';
import { TaskPagesService } from './list/task-pages.service.js';
import { PurgeRepository } from './purge/purge.repository.js';
import { PurgeService } from './purge/purge.service.js';
import { PositionRebuildRepository } from './rebuild/position-rebuild.repository.js';
import { RebuildService } from './rebuild/rebuild.service.js';
import { RebuildsRepository } from './rebuild/rebuilds.repository.js';
import { TextFormRebuildRepository } from './rebuild/text-form-rebuild.repository.js';
import { TagsController } from './tags/tags.controller.js';
import { TagsService } from './tags/tags.service.js';
import { TaskExportService } from './task-export.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksRepository } from './tasks.repository.js';
import { TasksService } from './tasks.service.js';
import { PlacementService } from './tree/placement.service.js';
import { TreeRepository } from './tree/tree.repository.js';

@Module({
  imports: [IdempotencyModule],
  controllers: [TaskListController, BatchController, TasksController, TagsController],
  providers: [
    TasksRepository,
    TasksService,
    TreeRepository,
    PlacementService,
    BatchRepository,
    BatchService,
    TaskListService,
    TaskPagesService,
    CursorsService,
    PurgeRepository,
    PurgeService,
    FreshReadsService,
    TagsService,
    TaskExportService,
    TextFormRebuildRepository,
    PositionRebuildRepository,
    RebuildsRepository,
    RebuildService,
    {
      provide: TextLimits,
      useFactory: (config: TaskTextConfig): TextLimits => ({ ...config }),
      inject: [TaskTextConfig],
    },
  ],
  exports: [TaskExportService, TextLimits],
})
export class TasksModule {}
