import { Injectable } from '@nestjs/common';
import { allOf } from '../../common/all-of.js';
import { Clock } from '../../common/clock.js';
import { Metrics, type OperationOutcome } from '../../common/metrics.js';
import { Problem } from '../../common/problem.js';
import type { Transaction } from '../../database/transaction.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import { TasksRepository } from '../tasks.repository.js';
import { reachOf } from '../tree/positions.js';
import { applyOperation } from './apply-operation.js';
import { toBatchProblem, toOperationProblem } from './batch-problem.js';
import { BatchRepository, type Surroundings } from './batch.repository.js';
import type { Operation, Outcome } from './operation.js';
import { TaskSet } from './task-set.js';

export interface BatchResult<R> {
  /** The owner's last number after the batch. */
  version: number;
  results: R[];
}

/** Many writes of one owner, in memory between one look at the tasks and one statement of each kind. */
@Injectable()
export class BatchService {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly batch: BatchRepository,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /** All operations or none. @throws Problem of the first that fails, with a pointer to it. */
  async runAtomic(tx: Transaction, owner: string, operations: Operation[]): Promise<BatchResult<Outcome>> {
    const { version, results } = await this.run(tx, owner, operations, (problem, i) => {
      this.count(operations[i]!, problem);
      throw toBatchProblem(problem, i);
    });
    return { version, results: results as Outcome[] };
  }

  /** Each operation for itself; one that fails, or that is a problem already, changes nothing and takes no number. */
  async runIndependent(
    tx: Transaction,
    owner: string,
    operations: (Operation | Problem)[],
  ): Promise<BatchResult<Outcome | Problem>> {
    return this.run(tx, owner, operations, (problem) => problem);
  }

  private async run(
    tx: Transaction,
    owner: string,
    operations: (Operation | Problem)[],
    fail: (problem: Problem, i: number) => Problem,
  ): Promise<BatchResult<Outcome | Problem>> {
    const valid = operations.filter((operation): operation is Operation => !(operation instanceof Problem));
    const reach = Math.max(
      0,
      ...valid.map((operation) => ('data' in operation ? reachOf(operation.data.position) : 0)),
    );
    const [set, now] = await this.load(tx, owner, valid, reach);
    const results = operations.map((operation, i) => {
      if (operation instanceof Problem) return operation;
      try {
        return applyOperation(set, operation, owner, now);
      } catch (error) {
        return fail(toOperationProblem(error), i);
      }
    });
    await this.save(tx, owner, set, reach);
    tx.afterCommit(() => {
      for (const [i, operation] of operations.entries())
        if (!(operation instanceof Problem)) this.count(operation, results[i]!);
    });
    return { version: set.version, results };
  }

  private async load(tx: Transaction, owner: string, operations: Operation[], reach: number): Promise<[TaskSet, Date]> {
    const ids = [...new Set(operations.flatMap(({ id }) => id ?? []))];
    const around = surroundingsOf(operations);
    const read = () =>
      allOf([
        this.tasks.lockNumbers(tx, owner, reach),
        this.batch.find(tx, owner, ids),
        this.batch.findAround(tx, owner, around),
      ] as const);
    let [numbers, tasks, nodes] = await read();
    if (numbers === undefined) {
      // There was nothing to lock yet: another transaction may have written meanwhile.
      await this.tasks.beginNumbers(tx, owner);
      [numbers, tasks, nodes] = await read();
    }
    if (numbers === undefined) throw new Error('The sequence of a user is not there although it was made');
    const now = this.clock.date();
    return [new TaskSet(tasks, nodes, numbers, now, operations.length + nodes.length), now];
  }

  private async save(tx: Transaction, owner: string, set: TaskSet, reach: number): Promise<void> {
    const { changes } = set;
    if (changes.writes === 0) return;
    await allOf([
      this.tasks.reserveVersions(tx, owner, { ...changes, now: set.lastAt, reach }),
      this.batch.save(tx, owner, changes),
    ] as const);
  }

  private count({ op }: Operation, result: Outcome | Problem): void {
    this.metrics.batchOperation(op, nameOf(result));
  }
}

function nameOf(result: Outcome | Problem): OperationOutcome {
  if (!(result instanceof Problem)) return result.undo === undefined ? 'unchanged' : 'applied';
  return result.definition === TASK_ERRORS.STALE_TASK ? 'conflict' : 'refused';
}

function surroundingsOf(operations: Operation[]): Surroundings {
  const lines = new Set<string>();
  const trees = new Set<string>();
  for (const operation of operations) {
    const parentId = 'data' in operation ? operation.data.parent_id : undefined;
    if (parentId) lines.add(parentId);
    if (operation.op === 'restore') lines.add(operation.id);
    if (operation.op !== 'create' && (operation.op !== 'patch' || parentId)) trees.add(operation.id);
  }
  return { lines: [...lines], trees: [...trees] };
}
