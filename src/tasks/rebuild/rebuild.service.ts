import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { ScheduledJobs } from '../../jobs/scheduled-jobs.service.js';
import { TextFormRebuildRepository } from './text-form-rebuild.repository.js';

const EVERY_MS = 30_000;

/** After an upgrade that changes the text forms, makes them anew, owner by owner. Until then lists use the old ones. */
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

  /** @returns whether nothing is left; false while another instance works. */
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

  /** @returns false if the application stops before the user is done. */
  private async rebuildUser(userId: string, afterUser: string | null): Promise<boolean> {
    let afterTask: string | undefined;
    do {
      if (this.stopping) return false;
      const from = afterTask;
      await this.database.asNobody((tx) => this.rebuilds.renewClaim(tx, afterUser));
      afterTask = await this.database.asOwner(userId, (tx) => this.rebuilds.rebuildTasks(tx, userId, from));
    } while (afterTask !== undefined);
    return true;
  }
}
