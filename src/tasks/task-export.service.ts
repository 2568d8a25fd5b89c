import { Injectable } from '@nestjs/common';
import { inBatches } from '../common/batches.js';
import type { TaskResponse } from './dto/task-response.dto.js';
import { FreshReadsService } from './fresh-reads.service.js';
import { toTaskResponse } from './task-presenter.js';
import type { Task } from './task.entity.js';
import { TasksRepository } from './tasks.repository.js';

@Injectable()
export class TaskExportService {
  constructor(
    private readonly reads: FreshReadsService,
    private readonly tasks: TasksRepository,
  ) {}

  /** All tasks by id, in batches, those in the trash too. */
  async *all(owner: string): AsyncGenerator<TaskResponse[]> {
    for await (const batch of inBatches((after, limit) => this.findAfter(owner, after, limit)))
      yield batch.map(toTaskResponse);
  }

  private async findAfter(owner: string, id: string | null, limit: number): Promise<Task[]> {
    const statement = this.tasks.afterStatement(owner, id, limit);
    const {
      rows: [tasks],
    } = await this.reads.read<[Task[]]>(owner, [statement]);
    return tasks;
  }
}
