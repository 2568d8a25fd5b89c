import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { ScheduledJobs } from '../../jobs/scheduled-jobs.service.js';
import { PositionRebuildRepository } from './position-rebuild.repository.js';
import { RebuildsRepository } from './rebuilds.repository.js';
import type { TaskRebuild } from './task-rebuild.js';
import { TextFormRebuildRepository } from './text-form-rebuild.repository.js';

const EVERY_MS = 30_000;

/** Does what a migration has asked for, owner by owner, in the background. Until then lists use what is there. */
@Injectable()
export class RebuildService implements OnApplicationShutdown {
  private readonly logger = new Logger(RebuildService.name);
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly rebuilds: RebuildsRepository,
    textForms: TextFormRebuildRepository,
    positions: PositionRebuildRepository,
    jobs: ScheduledJobs,
  ) {
    for (const rebuild of [textForms, positions]) jobs.every(EVERY_MS, rebuild.name, () => this.run(rebuild));
  }

  onApplicationShutdown(): void {
    this.stopping = true;
  }

  /** @returns whether nothing is left; false while another instance works. */
  async run(rebuild: TaskRebuild): Promise<boolean> {
    const { name, subject } = rebuild;
    if (await this.database.asNobody((tx) => this.rebuilds.isDone(tx, name))) return true;
    const claimed = await this.database.asNobody((tx) => this.rebuilds.claim(tx, name));
    if (claimed === undefined) return false;
    this.logger.log(`Making ${subject} anew, in the background.`);
    let { afterUser } = claimed;
    for (;;) {
      const users = await this.database.asIdentity((tx) => this.rebuilds.usersAfter(tx, afterUser));
      if (users.length === 0) break;
      for (const userId of users) {
        if (!(await this.rebuildUser(rebuild, userId, afterUser))) return false;
        afterUser = userId;
      }
    }
    await this.database.asNobody((tx) => this.rebuilds.finish(tx, name));
    this.logger.log(`Made ${subject} anew.`);
    return true;
  }

  /** @returns false if the application stops before the user is done. */
  private async rebuildUser(rebuild: TaskRebuild, userId: string, afterUser: string | null): Promise<boolean> {
    let last: string | undefined;
    do {
      if (this.stopping) return false;
      const from = last;
      await this.database.asNobody((tx) => this.rebuilds.renewClaim(tx, rebuild.name, afterUser));
      last = await this.database.asOwner(userId, (tx) => rebuild.rebuildTasks(tx, userId, from));
    } while (last !== undefined);
    return true;
  }
}
