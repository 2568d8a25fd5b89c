import { Module } from '@nestjs/common';
import { TextLimits } from '../common/text-limits.js';
import { TaskTextConfig } from '../config/slices.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { BatchController } from './batch/batch.controller.js';
import { BatchRepository } from './batch/batch.repository.js';
import { BatchService } from './batch/batch.service.js';
import { FreshReadsService } from './fresh-reads.service.js';
import { TaskImportService } from './import/task-import.service.js';
import { CursorsService } from './list/cursors.service.js';
import { TaskListController } from './list/task-list.controller.js';
import { PageCacheService } from './list/page-cache.service.js';
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
import { ChangesController } from './sync/changes.controller.js';
import { ChangesRepository } from './sync/changes.repository.js';
import { ChangesService } from './sync/changes.service.js';
import { EventsController } from './sync/events.controller.js';
import { EventsService } from './sync/events.service.js';
import { FeedRepository } from './sync/feed.repository.js';
import { FeedService } from './sync/feed.service.js';
import { HeldPollsService } from './sync/held-polls.service.js';
import { LiveConnectionsService } from './sync/live-connections.service.js';
import { SyncCursorsService } from './sync/sync-cursors.service.js';
import { TaskNewsService } from './sync/task-news.service.js';
import { TaskExportService } from './task-export.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksRepository } from './tasks.repository.js';
import { TasksService } from './tasks.service.js';
import { PlacementService } from './tree/placement.service.js';
import { TrashService } from './tree/trash.service.js';
import { TreeRepository } from './tree/tree.repository.js';

@Module({
  imports: [IdempotencyModule],
  controllers: [
    TaskListController,
    ChangesController,
    EventsController,
    BatchController,
    TasksController,
    TagsController,
  ],
  providers: [
    TasksRepository,
    TasksService,
    TreeRepository,
    PlacementService,
    TrashService,
    BatchRepository,
    BatchService,
    TaskListService,
    TaskPagesService,
    PageCacheService,
    CursorsService,
    PurgeRepository,
    PurgeService,
    FreshReadsService,
    TagsService,
    TaskImportService,
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
    ChangesRepository,
    ChangesService,
    EventsService,
    FeedRepository,
    FeedService,
    HeldPollsService,
    LiveConnectionsService,
    SyncCursorsService,
    TaskNewsService,
  ],
  exports: [TaskExportService, TextLimits],
})
export class TasksModule {}
