import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../../common/metrics.js';
import { Database } from '../database.service.js';
import { describeFaults, rowSecurityFaults } from './row-security.js';

@Injectable()
export class RowSecurity implements OnModuleInit {
  private readonly logger = new Logger(RowSecurity.name);
  private lastLogged = '';

  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.watch({
      name: 'taskward_row_security_faults',
      help: 'What is missing of the row-level security of the tables: anything but 0 stops the jobs.',
      read: async () => (await this.faults()).length,
      aggregator: 'max',
    });
  }

  /** Logs each change once. @throws Problem SERVICE_UNAVAILABLE if the database cannot answer. */
  async isComplete(): Promise<boolean> {
    const faults = await this.faults();
    const sentence = faults.length === 0 ? '' : `The jobs are stopped. ${describeFaults(faults)}`;
    if (sentence !== this.lastLogged && sentence !== '') this.logger.error(sentence);
    if (sentence === '' && this.lastLogged !== '')
      this.logger.warn('Row-level security is complete again: the jobs go on.');
    this.lastLogged = sentence;
    return faults.length === 0;
  }

  private faults(): Promise<string[]> {
    return this.database.asNobody((tx) => rowSecurityFaults((sql, parameters) => tx.query(sql, parameters)));
  }
}
