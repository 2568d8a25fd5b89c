import { Injectable } from '@nestjs/common';
import type { Statement } from '../../database/statement.js';
import { HAS_VERSION, TASK_CHANGE_JSON } from '../task-columns.js';

const EPOCH = 'SELECT epoch FROM sync_epochs';

const CHANGES = `SELECT ${TASK_CHANGE_JSON} FROM tasks
  WHERE user_id = $1 AND version > $2 AND ${HAS_VERSION} ORDER BY version LIMIT $3`;

@Injectable()
export class ChangesRepository {
  /** The tasks that were written after `version`, those in the trash and the tombstones too. */
  changesStatement(owner: string, version: number, limit: number): Statement {
    return { sql: CHANGES, parameters: [owner, version, limit], prepared: true };
  }

  epochStatement(): Statement {
    return { sql: EPOCH, parameters: [], prepared: true };
  }
}
