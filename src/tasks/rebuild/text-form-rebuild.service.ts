import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { ScheduledJobs } from '../../jobs/scheduled-jobs.service.js';
import { TextFormRebuildRepository } from './text-form-rebuild.repository.js';

const EVERY_MS = 30_000;

/**
 * After an upgrade that changes how text is compared, makes the stored forms of all tasks anew: in the background, owner
 * by owner, each within the owner's own scope, by one instance at a time. Until it is through, searches and the order
 * of titles go by the former forms where it has not been yet.
 */
@Injectable()
export class TextFormRebuildService implements OnApplicationShutdown {
  private readonly logger = new Logger(TextFormRebuildService.name);
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly rebuilds: TextFormRebuildRepository,
    jobs: ScheduledJobs,
  ) {
    jobs.every(EVERY_MS, 'text_forms', () => this.run());
  }

  onApplicationShutdown(): void {
    this.stopping = true;
  }

  /** Does all that is left, unless another instance is at it. @returns whether nothing is left. */
  async run(): Promise<boolean> {
    if (await this.database.asNobody((tx) => this.rebuilds.isDone(tx))) return true;
    const claimed = await this.database.asNobody((tx) => this.rebuilds.claim(tx));
    if (claimed === undefined) return false;
    this.logger.log('Making the stored forms of the text of tasks anew, in the background.');
    let { afterUser } = claimed;
    for (;;) {
      const users = await this.database.asIdentity((tx) => this.rebuilds.usersAfter(tx, afterUser));
      if (users.length === 0) break;
      for (const userId of users) {
        if (!(await this.rebuildUser(userId, afterUser))) return false;
        afterUser = userId;
      }
    }
    await this.database.asNobody((tx) => this.rebuilds.finish(tx));
    this.logger.log('The stored forms of the text of tasks are made anew.');
    return true;
  }

  /** @returns false if the application stops before the owner is done. */
  private async rebuildUser(userId: string, afterUser: string | null): Promise<boolean> {
    let afterTask: string | undefined;
    do {
      if (this.stopping) return false;
      const from = afterTask;
      await this.database.asNobody((tx) => this.rebuilds.keep(tx, afterUser));
      afterTask = await this.database.asOwner(userId, (tx) => this.rebuilds.rebuildTasks(tx, userId, from));
    } while (afterTask !== undefined);
    return true;
  }
}
