import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { daysBefore } from '../../database/due-rows.js';
import { GrowingTables } from '../../database/growing-tables.service.js';
import { TOMBSTONE_DAYS } from '../../database/retention.js';
import { PurgeRepository } from './purge.repository.js';

/** Clients do not notice when tasks are purged: reads compare the times themselves. */
@Injectable()
export class PurgeService {
  constructor(tasks: PurgeRepository, clock: Clock, tables: GrowingTables) {
    tables.add({
      name: 'trash',
      scope: 'purge',
      removeDue: (tx, limit) => tasks.blankTasks(tx, clock.date(), limit),
      readOverdue: (tx) => tasks.readOverdue(tx, clock.date()),
    });
    tables.addRows('purge', tasks.tombstones, () => daysBefore(clock.date(), TOMBSTONE_DAYS));
  }
}
