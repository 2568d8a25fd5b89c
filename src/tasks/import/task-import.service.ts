import { Injectable } from '@nestjs/common';
import { v5 } from 'uuid';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import { TextLimits } from '../../common/text-limits.js';
import { Database } from '../../database/database.service.js';
import type { Transaction } from '../../database/transaction.js';
import type { Task } from '../task.entity.js';
import { TasksRepository } from '../tasks.repository.js';
import { TasksService } from '../tasks.service.js';
import { PlacementService } from '../tree/placement.service.js';
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

interface PreparedTask {
  where: string;
  task: Task;
}

/** Brings tasks from elsewhere. Their ids follow from the owner and the file, so that none is written twice. */
@Injectable()
export class TaskImportService {
  constructor(
    private readonly tasks: TasksService,
    private readonly rows: TasksRepository,
    private readonly placement: PlacementService,
    private readonly clock: Clock,
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
      const { written, moved } = await this.database.asOwner(owner, (tx) => this.writeBatch(tx, owner, batch, dryRun));
      report.written += written;
      report.known += batch.length - written;
      omissions.push(...moved);
      onProgress?.(Math.min(done + BATCH, tasks.length), tasks.length);
    }
    return report;
  }

  private prepare(owner: string, { source, tasks }: ImportedFile, omissions: Omission[]): PreparedTask[] {
    const prepared = new Map<string, PreparedTask>();
    // Of a task that is not taken over, the nearest one above it that is.
    const ids = new Map<string, string | null>();
    for (const imported of tasks) {
      const { ref, parentRef, where } = imported;
      const id = source === 'taskward' ? ref : v5(`${source}:${ref}`, owner);
      const parentId = parentRef === null ? null : (ids.get(parentRef) ?? null);
      ids.set(ref, prepared.has(id) ? id : parentId);
      if (prepared.has(id)) omissions.push({ where, field: 'task', reason: 'is the same as another' });
      else {
        const accepted = prepareTask(imported, this.limits, omissions, (dto) => this.tasks.prepareAs(owner, id, dto));
        if (accepted === undefined) continue;
        prepared.set(id, { where, task: { ...accepted, parentId } });
        ids.set(ref, id);
      }
    }
    return [...prepared.values()];
  }

  /** @returns how many were not there, and which could not be put where they were. */
  private async writeBatch(tx: Transaction, owner: string, batch: PreparedTask[], dryRun: boolean) {
    // Locks out the owner's other writes, so that the ids stay free.
    if (!dryRun) await this.rows.reserveVersions(tx, owner, { writes: 0, added: 0, now: this.clock.date() });
    const known = await this.rows.findIds(
      tx,
      owner,
      batch.map(({ task }) => task.id),
    );
    const fresh = batch.filter(({ task }) => !known.has(task.id));
    const moved: Omission[] = [];
    if (!dryRun) {
      for (const { task, where } of fresh) {
        const fault = await this.placeFault(tx, owner, task);
        if (fault !== undefined) moved.push({ where, field: 'parent', reason: `${fault}: it is at the top` });
        await this.tasks.createAs(tx, owner, fault === undefined ? task : { ...task, parentId: null });
      }
    }
    return { written: fresh.length, moved };
  }

  /** Asked before a number is taken: a parent may be in the trash by now. */
  private async placeFault(tx: Transaction, owner: string, task: Task): Promise<string | undefined> {
    try {
      await this.placement.demandParent(tx, owner, task);
      return undefined;
    } catch (error) {
      if (error instanceof Problem) return error.errors?.[0]?.detail ?? error.message;
      throw error;
    }
  }
}
