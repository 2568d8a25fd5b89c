import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AppConfig } from '../config/app-config.js';
import { dataSourceOptions, type Entities } from './data-source.js';
import { RowSecurity } from './checks/row-security.service.js';
import { Database } from './database.service.js';
import { PoolMetrics } from './pool-metrics.service.js';

/**
 * One pool for the process. Features reach rows through {@link Database} alone: a repository that Nest injected would run
 * outside of any scope, and see no rows without an error. So there is none.
 */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(entities: Entities): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [AppConfig],
          useFactory: (config: AppConfig) => ({
            ...dataSourceOptions(config, 'application', entities),
            // Database connects it, and goes on trying where the server is away: the process must live meanwhile.
            manualInitialization: true,
          }),
        }),
      ],
      providers: [Database, PoolMetrics, RowSecurity],
      exports: [Database, RowSecurity],
    };
  }
}
