import { Body, Controller, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { CurrentUser, type Principal } from '../../common/principal.js';
import { TextLimits } from '../../common/text-limits.js';
import { TasksConfig } from '../../config/slices.js';
import type { Transaction } from '../../database/transaction.js';
import type { Answer } from '../../idempotency/answer.js';
import { IdempotencyKeyHeader } from '../../idempotency/idempotency-key.decorator.js';
import { IdempotencyService } from '../../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../../idempotency/idempotent-request.js';
import { sendAnswer } from '../../idempotency/send-answer.js';
import { meaningOfBatch } from '../body-meaning.js';
import { BatchDto } from '../dto/batch.dto.js';
import { ApiOwnTasks } from '../tasks.docs.js';
import { atomicAnswer, independentAnswer } from './batch-answer.js';
import { demandOperations } from './batch-problem.js';
import { ApiBatchTasks } from './batch.docs.js';
import { BatchService } from './batch.service.js';
import { readOperations } from './read-operations.js';

@ApiOwnTasks()
@Controller(':user_id/tasks')
export class BatchController {
  constructor(
    private readonly batch: BatchService,
    private readonly idempotency: IdempotencyService,
    private readonly config: TasksConfig,
    private readonly limits: TextLimits,
  ) {}

  @Post('batch')
  @ApiBatchTasks()
  async run(
    @CurrentUser() { userId }: Principal,
    @Body() { mode, operations: given }: BatchDto,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Res() res: Response,
  ): Promise<void> {
    const operations = readOperations(given, this.limits, { requireGuard: this.config.REQUIRE_IF_MATCH });
    const request = keyed?.meaning(meaningOfBatch(mode, operations, given));
    let answer: Answer;
    if (mode === 'independent') {
      const work = (tx: Transaction) => this.batch.runIndependent(tx, userId, operations);
      answer = await this.idempotency.answer(userId, request, work, independentAnswer);
    } else {
      demandOperations(operations);
      const work = (tx: Transaction) => this.batch.runAtomic(tx, userId, operations);
      answer = await this.idempotency.answer(userId, request, work, atomicAnswer);
    }
    sendAnswer(res, answer);
  }
}
