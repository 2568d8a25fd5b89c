import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { Metrics } from '../common/metrics.js';
import { AppConfig } from '../config/app-config.js';

/** Shows how full the pool of connections is. */
@Injectable()
export class PoolMetrics {
  constructor(@InjectDataSource() dataSource: DataSource, config: AppConfig, metrics: Metrics) {
    // There is none before the first connection.
    const pool = () => (dataSource.driver as { master?: Pool }).master;
    const watch = (name: string, help: string, read: () => number) =>
      metrics.watch({ name: `taskward_database_pool_${name}`, help, read, aggregator: 'sum' });
    watch('size', 'Connections to the database at the most.', () => config.DATABASE_POOL_SIZE);
    watch(
      'in_use',
      'Connections to the database that work right now.',
      () => (pool()?.totalCount ?? 0) - (pool()?.idleCount ?? 0),
    );
    watch('waiting', 'Transactions that wait for a connection.', () => pool()?.waitingCount ?? 0);
  }
}
