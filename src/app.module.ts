import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccountModule } from './account/account.module.js';
import { AdminModule } from './admin/admin.module.js';
import { SuperuserGuard } from './admin/superuser.guard.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { AuthRateLimitGuard } from './auth/guards/auth-rate-limit.guard.js';
import { JwtAuthGuard } from './auth/guards/jwt-auth.guard.js';
import { OwnershipGuard } from './auth/guards/ownership.guard.js';
import { CommonModule } from './common/common.module.js';
import { ProblemFilter } from './common/problem.filter.js';
import { ValidationPipe } from './common/validation.pipe.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { ENTITIES } from './entities.js';
import { HealthModule } from './health/health.module.js';
import { IdempotencyKeyGuard } from './idempotency/idempotency-key.guard.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { UserRateLimitGuard } from './limits/user-rate-limit.guard.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MediaTypeGuard } from './server/media-type.guard.js';
import { RequestBodyGuard } from './server/request-body.guard.js';
import { ServerModule } from './server/server.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { TracingModule } from './tracing/tracing.module.js';
import { UsersModule } from './users/users.module.js';

/** The application: its features, and what every request passes, in the order in which it does. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // First: a request is held against the routes in this order, and most requests are about tasks.
        TasksModule,
        CommonModule,
        ConfigModule.forRoot(config),
        ServerModule,
        LoggingModule,
        MetricsModule,
        TracingModule,
        DatabaseModule.forRoot(ENTITIES),
        LimitsModule,
        AuditModule,
        JobsModule,
        UsersModule,
        AuthModule,
        AccountModule,
        AdminModule,
        HealthModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: MediaTypeGuard },
        { provide: APP_GUARD, useClass: IdempotencyKeyGuard },
        { provide: APP_GUARD, useExisting: AuthRateLimitGuard },
        { provide: APP_GUARD, useExisting: JwtAuthGuard },
        { provide: APP_GUARD, useClass: UserRateLimitGuard },
        { provide: APP_GUARD, useExisting: OwnershipGuard },
        { provide: APP_GUARD, useClass: SuperuserGuard },
        { provide: APP_GUARD, useClass: RequestBodyGuard },
        { provide: APP_PIPE, useClass: ValidationPipe },
        ProblemFilter,
        { provide: APP_FILTER, useExisting: ProblemFilter },
      ],
    };
  }
}
