import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/uuid.js';
import { invalid } from '../common/validation.pipe.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import type { ListTasksQuery } from './dto/list-tasks.query.js';
import { parseSort } from './dto/sort.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import { PRIORITIES, type Task } from './task.entity.js';
import { type TaskFields, type TaskPage, TasksRepository } from './tasks.repository.js';

/** The rules of tasks. The owner is always the verified caller. */
@Injectable()
export class TasksService {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly clock: Clock,
  ) {}

  list(owner: string, query: ListTasksQuery): Promise<TaskPage> {
    return this.tasks.list(owner, { completed: query.completed }, parseSort(query.sort) ?? [], query.skip, query.limit);
  }

  get(owner: string, id: string): Promise<Task> {
    return this.tasks.get(owner, id);
  }

  create(owner: string, dto: CreateTaskDto): Promise<Task> {
    const now = this.now();
    return this.tasks.insert(owner, newId(), applied(dto, EMPTY, now), now);
  }

  /** Full replacement: what the body leaves out gets its default. */
  replace(owner: string, id: string, dto: CreateTaskDto): Promise<Task> {
    const now = this.now();
    return this.tasks.update(owner, id, ({ completedAt }) => applied(dto, { ...EMPTY, completedAt }, now), now);
  }

  /** Merge patch: what the body leaves out stays. */
  update(owner: string, id: string, dto: UpdateTaskDto): Promise<Task> {
    const now = this.now();
    return this.tasks.update(owner, id, (current) => applied(dto, current, now), now);
  }

  remove(owner: string, id: string): Promise<void> {
    return this.tasks.remove(owner, id, this.now());
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

const EMPTY: TaskFields = {
  title: '',
  description: null,
  completed: false,
  completedAt: null,
  priority: 0,
  dueDate: null,
  dueAt: null,
  tags: [],
};

/** The fields of `base` with those of `dto` over them; `null` clears. A task that stays completed keeps its time of completion. */
function applied(dto: UpdateTaskDto, base: TaskFields, now: Date): TaskFields {
  const completed = dto.completed ?? base.completed;
  const dueDate = dto.due_date === undefined ? base.dueDate : dto.due_date;
  const dueAt = dto.due_at === undefined ? base.dueAt : dto.due_at === null ? null : new Date(dto.due_at);
  if (dueDate !== null && dueAt !== null) {
    const detail = 'must be null where the other of due_date and due_at is set: a task has a day or an instant';
    throw invalid([{ pointer: dto.due_at === undefined || dto.due_at === null ? '/due_date' : '/due_at', code: 'CONFLICTING_FIELDS', detail }]);
  }
  return {
    title: dto.title ?? base.title,
    description: dto.description === undefined ? base.description : dto.description,
    completed,
    completedAt: completed ? (base.completedAt ?? now) : null,
    priority: dto.priority === undefined ? base.priority : PRIORITIES.indexOf(dto.priority),
    dueDate,
    dueAt,
    tags: dto.tags ?? base.tags,
  };
}
