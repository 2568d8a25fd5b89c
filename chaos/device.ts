import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client } from './client.js';

/** How long a repeated write may take to get through; no fault here lasts that long. */
const RETRY_MS = 60_000;

interface TaskBody {
  id: string;
  user_id: string;
  title: string;
  description: string;
  version: number;
}

/** What a device knows of a task that it made, or may have made. */
export interface KnownTask {
  /** Its description, which never changes and which no other task has. */
  marker: string;
  /** Undefined if the answer to its creation was lost: then nobody knows whether it is there. */
  id?: string;
  /** What it is called: one title, or several while the outcome of a change is unclear. */
  titles: Set<string>;
  /** Of the last write, if that was acknowledged. */
  version?: number;
  deleted: 'no' | 'yes' | 'maybe';
}

export interface User {
  id: string;
  token: string;
  /** Every task of theirs has a description that begins with it. */
  name: string;
}

/** One device of a user: writes and reads without pause, remembers what it was told, and holds every answer against that. */
export class Device {
  readonly tasks: KnownTask[] = [];
  acknowledged = 0;
  unclear = 0;
  retries = 0;
  private live: KnownTask[] = [];
  private counter = 0;

  constructor(
    private readonly client: Client,
    readonly user: User,
    private readonly name: string,
    private readonly complain: (sentence: string) => void,
    private readonly thinkMs: number,
    private readonly maxLive: number,
  ) {}

  async workUntil(over: () => boolean, others: Device[]): Promise<void> {
    while (!over()) {
      await this.step(others);
      await sleep(Math.random() * 2 * this.thinkMs);
    }
  }

  private async step(others: Device[]): Promise<void> {
    this.live = this.live.filter(({ deleted }) => deleted !== 'yes');
    const task = pick(this.live);
    const dice = Math.random();
    if (task === undefined) await this.create(randomUUID());
    else if (this.live.length > this.maxLive) await this.remove(task);
    else if (dice < 0.15) await this.create(randomUUID());
    else if (dice < 0.3) await this.create();
    else if (dice < 0.4) await this.patch(task, randomUUID());
    else if (dice < 0.55) await this.patch(task);
    else if (dice < 0.65) await this.remove(task);
    else if (dice < 0.8) await this.get(task);
    else if (dice < 0.95) await this.list();
    else await this.spyOn(pick(others));
  }

  private async create(key?: string): Promise<void> {
    const marker = `${this.name} ${++this.counter}`;
    const task: KnownTask = { marker, titles: new Set([marker]), deleted: 'no' };
    this.tasks.push(task);
    const answer = await this.write('POST', '/api/v1/me/tasks', { title: marker, description: marker }, key);
    if (answer.status !== 201) return this.demandUnclear(answer, 'a creation');
    this.acknowledged++;
    task.id = answer.body.id;
    task.version = answer.body.version;
    this.check(task, answer.body);
    this.live.push(task);
  }

  private async patch(task: KnownTask, key?: string): Promise<void> {
    const title = `${task.marker} as of ${++this.counter}`;
    const answer = await this.write('PATCH', pathOf(task), { title }, key);
    if (answer.status === 404) return this.demandGone(task);
    if (answer.status !== 200) {
      task.titles.add(title);
      task.version = undefined;
      return this.demandUnclear(answer, 'a change');
    }
    this.acknowledged++;
    // A user's writes are ordered: whatever became of those before, this one came after them.
    Object.assign(task, { titles: new Set([title]), version: answer.body.version, deleted: 'no' });
    this.check(task, answer.body);
  }

  private async remove(task: KnownTask): Promise<void> {
    const answer = await this.write('DELETE', pathOf(task));
    if (answer.status === 404) return this.demandGone(task);
    // It may have made a version of its own.
    task.version = undefined;
    task.deleted = answer.status === 204 ? 'yes' : 'maybe';
    if (answer.status === 204) this.acknowledged++;
    else this.demandUnclear(answer, 'a deletion');
  }

  private async get(task: KnownTask): Promise<void> {
    const answer = await this.client.call<TaskBody>('GET', pathOf(task), this.user);
    if (answer.status === 404) this.demandGone(task);
    else if (answer.status === 200) this.check(task, answer.body);
    else this.demandUnclear(answer, 'a look at a task');
  }

  private async list(): Promise<void> {
    const answer = await this.client.call<{ items: TaskBody[] }>('GET', '/api/v1/me/tasks?limit=50', this.user);
    if (answer.status !== 200) return this.demandUnclear(answer, 'a list');
    const mine = new Map(this.live.map((task) => [task.id, task]));
    for (const item of answer.body.items) this.check(mine.get(item.id), item);
  }

  /** What is another's must look as if it were not there. */
  private async spyOn(other: Device | undefined): Promise<void> {
    const id = pick(other?.live ?? [])?.id;
    if (other === undefined || other.user.id === this.user.id || id === undefined) return;
    const own = await this.client.call('GET', `/api/v1/me/tasks/${id}`, this.user);
    if (own.status !== 404) this.demandUnclear(own, "a look at another's task");
    const theirs = await this.client.call('GET', `/api/v1/${other.user.id}/tasks`, this.user);
    if (theirs.status !== 403) this.demandUnclear(theirs, "a look at another's list");
  }

  /** With a key it is repeated until its outcome is clear, without one never. */
  private async write(method: string, path: string, body?: object, key?: string): Promise<Answer<TaskBody>> {
    const deadline = performance.now() + RETRY_MS;
    for (;;) {
      const answer = await this.client.call<TaskBody>(method, path, { ...this.user, body, key });
      if (!isUnclear(answer) || key === undefined) return answer;
      if (performance.now() > deadline) return answer;
      this.retries++;
      await sleep(200);
    }
  }

  private check(known: KnownTask | undefined, { user_id, title, description, version }: TaskBody): void {
    if (user_id !== this.user.id || !description.startsWith(this.user.name))
      this.complain(`${this.name} was shown "${description}" of ${user_id}`);
    if (known === undefined) return;
    if (known.deleted === 'yes') this.complain(`"${known.marker}" was deleted, and is back`);
    if (!known.titles.has(title))
      this.complain(`"${known.marker}" should be "${[...known.titles].join('" or "')}", and is "${title}"`);
    if (known.version !== undefined && version !== known.version)
      this.complain(`"${known.marker}" should be at ${known.version}, and is at ${version}`);
  }

  private demandGone(task: KnownTask): void {
    if (task.deleted === 'no') this.complain(`"${task.marker}" was acknowledged, and is not there`);
    task.deleted = 'yes';
  }

  private demandUnclear(answer: Answer<unknown>, what: string): void {
    if (isUnclear(answer)) this.unclear++;
    else this.complain(`${this.name}: ${what} was answered with ${answer.status} ${codeOf(answer) ?? ''}`);
  }
}

/** No answer, "try again", or "your first attempt still runs". */
function isUnclear(answer: Answer<unknown>): boolean {
  return answer.status === 0 || answer.status === 503 || codeOf(answer) === 'IDEMPOTENCY_KEY_IN_USE';
}

const codeOf = ({ body }: Answer<unknown>) => (body as { error_code?: string }).error_code;

const pathOf = ({ id }: KnownTask) => `/api/v1/me/tasks/${id}`;

function pick<T>(values: T[]): T | undefined {
  return values[Math.floor(Math.random() * values.length)];
}
