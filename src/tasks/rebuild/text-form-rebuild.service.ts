import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../database/database.service.js';
import { TextFormRebuildRepository } from './text-form-rebuild.repository.js';

const WAIT_MS = 30_000;

/**
 * After an upgrade that changes how text is compared, makes the stored forms of all tasks anew: in the background, owner
 * by owner, each within the owner's own scope, by one instance at a time. Until it is through, searches and the order
 * of titles go by the former forms where it has not been yet.
 */
@Injectable()
export class TextFormRebuildService implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(TextFormRebuildService.name);
  private readonly stopping = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly rebuilds: TextFormRebuildRepository,
  ) {}

  onModuleInit(): void {
    this.database.onConnected(() => {
      void this.runUntilDone();
      return Promise.resolve();
    });
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
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
      if (this.stopping.signal.aborted) return false;
      const from = afterTask;
      await this.database.asNobody((tx) => this.rebuilds.keep(tx, afterUser));
      afterTask = await this.database.asOwner(userId, (tx) => this.rebuilds.rebuildTasks(tx, userId, from));
    } while (afterTask !== undefined);
    return true;
  }

  private async runUntilDone(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const done = await this.run().catch((error: unknown) => {
        this.logger.warn(`The forms of the text of tasks wait to be made anew: ${(error as Error).message}`);
        return false;
      });
      if (done) return;
      await sleep(WAIT_MS, undefined, { signal: this.stopping.signal, ref: false }).catch(() => {});
    }
  }
}
