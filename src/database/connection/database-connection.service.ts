import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DatabaseConfig } from '../../config/slices.js';
import { StartupError } from '../../config/startup-error.js';
import { demandRowSecurity } from '../checks/row-security.js';
import { demandSafeRole } from '../checks/runtime-role.js';
import { demandServerSettings } from '../checks/server-settings.js';
import { migrate } from '../migrate.js';
import { connectionFault } from './connection-fault.js';
import { type DatabaseRole, variableOf } from './connection-options.js';

const RECONNECT_MS = 500;

/** Connects to the database at the start, and goes on trying in the background while its server is away. */
@Injectable()
export class DatabaseConnection implements OnApplicationShutdown {
  private readonly logger = new Logger(DatabaseConnection.name);
  private readonly connectedListeners: (() => Promise<void>)[] = [];
  private connected = false;
  private closing = false;
  private pendingAttempt?: NodeJS.Timeout;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: DatabaseConfig,
  ) {}

  get isConnected(): boolean {
    return this.connected;
  }

  /** Runs `listener`, which must not throw, as soon as the database can be used, before the first request is served. */
  onConnected(listener: () => Promise<void>): void {
    this.connectedListeners.push(listener);
  }

  /** Migrates, connects and checks. @throws StartupError if the database answers but must not be used. */
  async connect(): Promise<void> {
    let role: DatabaseRole = 'owner';
    try {
      await migrate(this.config, (sentence) => this.logger.warn(sentence));
      role = 'application';
      if (!this.dataSource.isInitialized) await this.dataSource.initialize();
      await demandSafeRole(this.dataSource, this.config, this.logger);
      await demandRowSecurity((sql, values) => this.dataSource.query(sql, values), this.config, this.logger);
      await demandServerSettings(this.dataSource, this.config, this.logger);
    } catch (error) {
      return this.retryLater(error, role);
    }
    if (this.pendingAttempt !== undefined) this.logger.warn('The database is there; serving.');
    this.pendingAttempt = undefined;
    this.connected = true;
    for (const listener of this.connectedListeners) await listener();
  }

  onApplicationShutdown(): void {
    this.closing = true;
    clearTimeout(this.pendingAttempt);
  }

  private retryLater(error: unknown, role: DatabaseRole): void {
    const fault = error instanceof StartupError ? undefined : connectionFault(error, this.config, role);
    if (fault === undefined) throw error;
    if (!fault.isTemporary) throw new StartupError(fault.sentence);
    if (this.pendingAttempt === undefined)
      this.logger.warn(
        `${fault.sentence} Answering 503 until it can; if that is not what you expect, check ${variableOf(this.config, role)}.`,
      );
    if (!this.closing) this.pendingAttempt = setTimeout(() => void this.reconnect(), RECONNECT_MS);
  }

  private async reconnect(): Promise<void> {
    try {
      await this.connect();
    } catch (error) {
      // Stop as on a signal, so that no request is cut off.
      this.logger.error(error instanceof StartupError ? error.message : error);
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    }
  }
}
