import { Injectable } from '@nestjs/common';
import { inBatches } from '../common/batches.js';
import type { TaskResponse } from './dto/task-response.dto.js';
import { TaskExportRepository } from './task-export.repository.js';
import { toTaskResponse } from './task-presenter.js';

/** A user's tasks for the export of all that is theirs. */
@Injectable()
export class TaskExportService {
  constructor(private readonly tasks: TaskExportRepository) {}

  async *all(owner: string): AsyncGenerator<TaskResponse[]> {
    for await (const batch of inBatches((after, limit) => this.tasks.after(owner, after, limit)))
      yield batch.map(toTaskResponse);
  }
}
