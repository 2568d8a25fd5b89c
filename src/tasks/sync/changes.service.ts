import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import { Database } from '../../database/database.service.js';
import { SYNC_DAYS } from '../../database/retention.js';
import { FreshReadsService } from '../fresh-reads.service.js';
import type { JsonRow } from '../task-columns.js';
import { type TaskCountersRow, TasksRepository, toTaskCounters } from '../tasks.repository.js';
import { ChangesRepository } from './changes.repository.js';
import { SYNC_ERRORS } from './sync.errors.js';
import { SyncCursorsService, type SyncPosition } from './sync-cursors.service.js';

const SYNC_MS = SYNC_DAYS * 24 * 60 * 60 * 1000;

export interface Changes {
  /** Each as JSON. */
  items: string[];
  /** The number of the user's last write. */
  version: number;
  nextCursor: string;
  hasMore: boolean;
}

@Injectable()
export class ChangesService {
  constructor(
    private readonly database: Database,
    private readonly reads: FreshReadsService,
    private readonly tasks: TasksRepository,
    private readonly changes: ChangesRepository,
    private readonly cursors: SyncCursorsService,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem INVALID_CURSOR, SYNC_EXPIRED. */
  async read(owner: string, cursor: string | undefined, limit: number): Promise<Changes> {
    const now = this.clock.now();
    const { epoch, version } = await this.readHead(owner);
    const from = cursor === undefined ? { version: 0, completeAt: now } : this.cursors.read(cursor, owner, epoch);
    if (from.version > version || now - from.completeAt > SYNC_MS) throw new Problem(SYNC_ERRORS.SYNC_EXPIRED);
    const page =
      from.version === version
        ? { items: [], version, hasMore: false }
        : await this.readPage(owner, from, version, limit);
    const last = page.hasMore ? versionOf(page.items.at(-1)!) : page.version;
    const position = { version: last, completeAt: page.hasMore ? from.completeAt : now };
    return { ...page, nextCursor: this.cursors.issue(position, owner, epoch) };
  }

  /** Always from the primary: what it says, no copy may fall short of. */
  private async readHead(owner: string): Promise<{ epoch: string; version: number }> {
    const [[row], counters] = await this.database.readAsOwner<[{ epoch: string }[], TaskCountersRow[]]>(owner, [
      this.changes.epochStatement(),
      this.tasks.countersStatement(owner),
    ]);
    if (row === undefined) throw new Error('There is no sync epoch');
    return { epoch: row.epoch, version: toTaskCounters(counters).version };
  }

  private async readPage(owner: string, from: SyncPosition, needed: number, limit: number) {
    const {
      counters: { version },
      rows: [rows],
    } = await this.reads.read<[JsonRow[]]>(
      owner,
      [this.changes.changesStatement(owner, from.version, limit + 1)],
      { byIndex: true },
      { version: needed },
    );
    const items = rows.slice(0, limit).map(({ json }) => json);
    const hasMore = rows.length > limit;
    // The rows are read after the counters, and may be newer.
    return { items, version: Math.max(version, ...items.slice(-1).map(versionOf)), hasMore };
  }
}

const versionOf = (json: string) => (JSON.parse(json) as { version: number }).version;
