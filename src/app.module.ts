import { type DynamicModule, Module, NotFoundException, type OnApplicationBootstrap } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import type { ErrorRequestHandler, Express, Request, Response } from 'express';
import { AdminModule } from './admin/admin.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { JwtAuthGuard } from './auth/guards/jwt-auth.guard.js';
import { OwnershipGuard } from './auth/guards/ownership.guard.js';
import { CommonModule } from './common/common.module.js';
import { ProblemFilter } from './common/problem.filter.js';
import { ValidationPipe } from './common/validation.pipe.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { ExportModule } from './export/export.module.js';
import { HealthModule } from './health/health.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { AuthRateLimitGuard } from './limits/auth-rate-limit.guard.js';
import { LimitsModule } from './limits/limits.module.js';
import { UserRateLimitGuard } from './limits/user-rate-limit.guard.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { TracingModule } from './tracing/tracing.module.js';
import { UsersModule } from './users/users.module.js';

/** The application: its features, and what every request passes, in the order in which it does. */
@Module({})
export class AppModule implements OnApplicationBootstrap {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly problems: ProblemFilter,
  ) {}

  /** Behind all routes: the framework answers for paths below its prefix, and Express would answer the others with a page. */
  onApplicationBootstrap(): void {
    // A command has no HTTP side.
    if (!(this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | null)) return;
    const express = this.host.httpAdapter.getInstance<Express>();
    express.use((req: Request, res: Response) => this.problems.answer(new NotFoundException(), req, res));
    // Express knows a handler of errors by its four parameters.
    const answerError: ErrorRequestHandler = (error, req, res, _next) => this.problems.answer(error, req, res);
    express.use(answerError);
  }

  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CommonModule,
        ConfigModule.forRoot(config),
        LoggingModule,
        MetricsModule,
        TracingModule,
        DatabaseModule.forRoot(),
        LimitsModule,
        AuditModule,
        JobsModule,
        UsersModule,
        AuthModule,
        AdminModule,
        TasksModule,
        ExportModule,
        HealthModule,
      ],
      providers: [
        JwtAuthGuard,
        OwnershipGuard,
        { provide: APP_GUARD, useClass: AuthRateLimitGuard },
        { provide: APP_GUARD, useExisting: JwtAuthGuard },
        { provide: APP_GUARD, useClass: UserRateLimitGuard },
        { provide: APP_GUARD, useExisting: OwnershipGuard },
        { provide: APP_PIPE, useClass: ValidationPipe },
        ProblemFilter,
        { provide: APP_FILTER, useExisting: ProblemFilter },
      ],
    };
  }
}
