import { Injectable } from '@nestjs/common';
import { v5 } from 'uuid';
import { TextLimits } from '../../common/text-limits.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import type { Task } from '../task.entity.js';
import { TasksRepository } from '../tasks.repository.js';
import { TasksService } from '../tasks.service.js';
import type { ImportedFile, Omission } from './imported-task.js';
import { prepareTask } from './prepare-task.js';

const BATCH = 100;

export interface ImportReport {
  written: number;
  /** How many were there already, in the trash or purged too: they are left alone. */
  known: number;
  omissions: Omission[];
}

export interface ImportOptions {
  /** Writes nothing, and says what would be written. */
  dryRun?: boolean;
  onProgress?: (done: number, all: number) => void;
}

/** Brings tasks from elsewhere. Their ids follow from the owner and the file, so that none is written twice. */
@Injectable()
export class TaskImportService {
  constructor(
    private readonly tasks: TasksService,
    private readonly rows: TasksRepository,
    private readonly database: Database,
    private readonly limits: TextLimits,
  ) {}

  /** Batch by batch: what was written stays if a later batch fails, and the next run goes on from there. */
  async write(owner: string, file: ImportedFile, { dryRun = false, onProgress }: ImportOptions = {}) {
    const omissions = [...file.omissions];
    const tasks = this.prepare(owner, file, omissions);
    const report: ImportReport = { written: 0, known: 0, omissions };
    for (let done = 0; done < tasks.length; done += BATCH) {
      const batch = tasks.slice(done, done + BATCH);
      const written = await this.database.asOwner(owner, (tx) => this.writeBatch(tx, owner, batch, dryRun));
      report.written += written;
      report.known += batch.length - written;
      onProgress?.(Math.min(done + BATCH, tasks.length), tasks.length);
    }
    return report;
  }

  private prepare(owner: string, { source, tasks }: ImportedFile, omissions: Omission[]): Task[] {
    const prepared = new Map<string, Task>();
    for (const task of tasks) {
      const id = source === 'taskward' ? task.ref : v5(`${source}:${task.ref}`, owner);
      if (prepared.has(id)) omissions.push({ where: task.where, field: 'task', reason: 'is the same as another' });
      else {
        const accepted = prepareTask(task, this.limits, omissions, (dto) => this.tasks.prepareAs(owner, id, dto));
        if (accepted !== undefined) prepared.set(id, accepted);
      }
    }
    return [...prepared.values()];
  }

  /** @returns how many were not there. */
  private async writeBatch(tx: Transaction, owner: string, batch: Task[], dryRun: boolean): Promise<number> {
    // Locks out the owner's other writes, so that the ids stay free.
    if (!dryRun) await this.rows.reserveVersions(tx, owner, 0, 0);
    const known = await this.rows.findIds(
      tx,
      owner,
      batch.map(({ id }) => id),
    );
    const fresh = batch.filter(({ id }) => !known.has(id));
    if (!dryRun) for (const task of fresh) await this.tasks.createAs(tx, owner, task);
    return fresh.length;
  }
}
