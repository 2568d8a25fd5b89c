import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseConfig } from '../config/slices.js';
import { dataSourceOptions, type Entities } from './connection/data-source.js';
import { RowSecurity } from './checks/row-security.service.js';
import { DatabaseConnection } from './connection/database-connection.service.js';
import { Database } from './database.service.js';
import { PoolMetrics } from './pool-metrics.service.js';
import { Replica } from './replica.service.js';

/**
 * One pool for the process. Features reach rows through {@link Database} alone. Nest injects no repositories: they would
 * run without a scope, and see no rows without an error.
 */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(entities: Entities): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [DatabaseConfig],
          useFactory: (config: DatabaseConfig) => ({
            ...dataSourceOptions(config, 'application', entities),
            // DatabaseConnection connects it, and goes on trying while the server is away.
            manualInitialization: true,
          }),
        }),
      ],
      providers: [Database, DatabaseConnection, PoolMetrics, Replica, RowSecurity],
      exports: [Database, RowSecurity],
    };
  }
}
