import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Metrics } from '../common/metrics.js';
import { DatabaseConfig } from '../config/slices.js';
import { poolOf } from './driver.js';

@Injectable()
export class PoolMetrics implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: DatabaseConfig,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.watch('size', 'Connections to the database at the most.', () => this.config.DATABASE_POOL_SIZE);
    this.watch('in_use', 'Connections to the database that work right now.', () => {
      const pool = poolOf(this.dataSource);
      return pool === undefined ? 0 : pool.totalCount - pool.idleCount;
    });
    this.watch('waiting', 'Transactions that wait for a connection.', () => poolOf(this.dataSource)?.waitingCount ?? 0);
  }

  private watch(name: string, help: string, read: () => number): void {
    this.metrics.watch({ name: `taskward_database_pool_${name}`, help, read, aggregator: 'sum' });
  }
}
