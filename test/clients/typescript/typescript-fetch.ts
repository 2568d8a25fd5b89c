import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  AuthApi,
  Configuration,
  type ErrorCode,
  ProblemFromJSON,
  ResponseError,
  TaskBatchMode,
  TaskBatchOp,
  TaskBatchReportFromJSON,
  TaskClearableField,
  TaskPriority,
  TaskProblemFromJSON,
  TasksApi,
  TaskSort,
  type TaskUpdate,
  UsersApi,
} from '../generated/typescript-fetch/index.js';

/** One user's life through the client of openapi-generator's typescript-fetch. */
let token = '';
const configuration = new Configuration({ basePath: process.argv[2], accessToken: () => token });
const auth = new AuthApi(configuration);
const tasks = new TasksApi(configuration);
const users = new UsersApi(configuration);
const userId = 'me';

/** The problem that a call is refused with. */
async function refused(call: Promise<unknown>, status: number, code: ErrorCode): Promise<unknown> {
  const error = await call.then(
    () => assert.fail(`not refused with ${code}`),
    (reason: unknown) => reason,
  );
  assert(error instanceof ResponseError, String(error));
  const body: unknown = await error.response.json();
  assert.deepEqual([error.response.status, ProblemFromJSON(body).errorCode], [status, code]);
  return body;
}

const name = `tf-${randomUUID().slice(0, 12)}`;
const password = 'a quiet harbour at dawn';
const user = await auth.register({
  registration: { email: `${name}@example.org`, username: name, fullName: 'Tf', password },
});
const pair = await auth.login({ credentials: { username: name, password } });
await refused(users.getMe(), 401, 'UNAUTHENTICATED');
token = pair.accessToken;
assert.equal((await users.getMe()).id, user.id);
assert.equal((await users.updateMe({ userUpdate: { fullName: 'Fetch' } })).fullName, 'Fetch');

const dueDate = new Date('2026-12-24');
const task = await tasks.createTask({
  userId,
  taskCreate: {
    title: 'Buy milk',
    priority: TaskPriority.High,
    completed: true,
    dueDate,
    tags: ['home'],
    extra: { color: 'teal', place: { x: 1 } },
  },
});
const { id } = task;
const patch = (taskUpdate: TaskUpdate) => tasks.updateTask({ userId, id, taskUpdate });
const renamed = await patch({ title: 'Buy oat milk' });
const { version, updatedAt } = renamed;
assert.deepEqual(renamed, { ...task, title: 'Buy oat milk', version, updatedAt });

const late = tasks.updateTask({ userId, id, ifMatch: `"${task.version}"`, taskUpdate: { title: 'Too late' } });
assert.deepEqual(TaskProblemFromJSON(await refused(late, 412, 'STALE_TASK')).current, renamed);

const replaced = await tasks.replaceTask({ userId, id, taskCreate: { ...renamed, tags: [] } });
assert.deepEqual(replaced, { ...renamed, tags: [], version: replaced.version, updatedAt: replaced.updatedAt });
assert.equal((await patch({ clear: [TaskClearableField.DueDate] })).dueDate, null);
await patch({ dueDate });
const cleared = await patch({ dueDate: null });
assert.deepEqual([cleared.dueDate, cleared.priority, cleared.completed], [null, 'high', true]);

const other = await tasks.createTask({ userId, taskCreate: { title: 'Old' } });
const { results } = await tasks.batchTasks({
  userId,
  taskBatch: {
    operations: [
      { op: TaskBatchOp.Create, data: { title: 'New', priority: TaskPriority.Low } },
      { op: TaskBatchOp.Patch, id, data: { completed: false } },
      { op: TaskBatchOp.Delete, id: other.id },
    ],
  },
});
assert.deepEqual(
  results.map(({ title, completed, deletedAt }) => [title, completed, deletedAt === null]),
  [
    ['New', false, true],
    ['Buy oat milk', false, true],
    ['Old', false, false],
  ],
);

// Its class is that of the 200: the report is read from the answer itself.
const { raw } = await tasks.batchTasksRaw({
  userId,
  taskBatch: {
    mode: TaskBatchMode.Independent,
    operations: [
      { op: TaskBatchOp.Restore, id: other.id },
      { op: TaskBatchOp.Patch, id, data: { title: '' } },
    ],
  },
});
assert.deepEqual(
  TaskBatchReportFromJSON(await raw.json()).results.map(({ status, errorCode, task }) => [
    status,
    errorCode ?? task?.title,
  ]),
  [
    [200, 'Old'],
    [422, 'VALIDATION_FAILED'],
  ],
);
await tasks.deleteTask({ userId, id: other.id });

const page = await tasks.listTasks({
  userId,
  sort: [TaskSort.PRIORITY_DESC, TaskSort.TITLE],
  priority: [TaskPriority.High, TaskPriority.Low],
});
assert.deepEqual(
  page.items.map(({ title }) => title),
  ['Buy oat milk', 'New'],
);

const made = {
  title: 'Before',
  completed: true,
  createdAt: new Date('2020-01-01'),
  completedAt: new Date('2021-01-01'),
};
const before = await tasks.createTask({ userId, taskCreate: { ...made, tags: ['home'] } });
assert.deepEqual([before.createdAt, before.completedAt], [made.createdAt, made.completedAt]);
assert.deepEqual((await tasks.listTags({ userId })).items, [{ tag: 'home', count: 1, openCount: 0 }]);

const next = await auth.refresh({ refreshRequest: { refreshToken: pair.refreshToken } });
assert.notEqual(next.refreshToken, pair.refreshToken);
token = next.accessToken;
assert.equal((await users.getMe()).id, user.id);
await auth.logout({});
await refused(users.getMe(), 401, 'INVALID_TOKEN');
console.log('typescript-fetch: a whole life');
