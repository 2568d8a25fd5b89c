import { type DynamicModule, Module } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { EndedSessionsModule } from './auth/sessions/ended-sessions.module.js';
import { BodyModule } from './body/body.module.js';
import { CommonModule } from './common/common.module.js';
import type { AppConfig } from './config/app-config.js';
import { TaskwardConfigModule } from './config/taskward-config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { ENTITIES } from './entities.js';
import { HealthModule } from './health/health.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { ROUTE_STEPS } from './server/pipeline.js';
import { ProblemFilter } from './server/problem.filter.js';
import { TasksModule } from './tasks/tasks.module.js';
import { TracingModule } from './tracing/tracing.module.js';
import { UsersModule } from './users/users.module.js';

@Module({})
export class AppModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // First: requests are compared with routes in this order, and most are about tasks.
        TasksModule,
        CommonModule,
        TaskwardConfigModule.forRoot(config),
        BodyModule,
        LoggingModule,
        MetricsModule,
        TracingModule,
        DatabaseModule.forRoot(ENTITIES),
        LimitsModule,
        AuditModule,
        JobsModule,
        UsersModule,
        AuthModule,
        EndedSessionsModule,
        AccountModule,
        AdminModule,
        HealthModule,
      ],
      providers: [ProblemFilter, ...ROUTE_STEPS],
    };
  }
}
