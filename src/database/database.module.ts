import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseConfig } from '../config/slices.js';
import { dataSourceOptions, type Entities } from './connection/data-source.js';
import { RowSecurity } from './checks/row-security.service.js';
import { DatabaseConnection } from './connection/database-connection.service.js';
import { Database } from './database.service.js';
import { GrowingTables } from './growing-tables.service.js';
import { PoolMetrics } from './pool-metrics.service.js';
import { Replica } from './replica.service.js';

/** One pool for the process. Repositories are not injected: without a scope they would silently see no rows. */
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
            manualInitialization: true,
          }),
        }),
      ],
      providers: [Database, DatabaseConnection, GrowingTables, PoolMetrics, Replica, RowSecurity],
      exports: [Database, GrowingTables, RowSecurity],
    };
  }
}
