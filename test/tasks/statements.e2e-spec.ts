import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { TaskImportService } from '../../src/tasks/import/task-import.service.js';
import { RetentionService } from '../../src/jobs/retention.service.js';
import type { TestUser } from '../support/api-client.js';
import { sentStatements } from '../support/sent-statements.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const FILE = 'docs/sql/tasks.sql';
const TASKS = '/api/v1/me/tasks';
const OF_TASKS = /\b(tasks|task_sequences|sync_epochs|idempotency_keys)\b/;

/** What a change does to the statements is seen in the file; `UPDATE_SQL=1` has it written anew. */
describe('the statements on tasks and idempotency keys', () => {
  let app: TestApp;
  let ada: TestUser;

  beforeAll(async () => {
    app = await startTestApp();
    ada = await app.api.newUser('ada');
  });
  afterAll(() => app.close());

  async function useAll(): Promise<void> {
    const { api } = app;
    const keyed = () => api.post(TASKS, ada, { title: 'one' }).set('Idempotency-Key', 'key');
    const { body } = await keyed().expect(201);
    await keyed().expect(201);
    await api.post(TASKS, ada, { title: 'two' }).expect(201);
    const { id } = body as TaskResponse;
    await api.get(`${TASKS}/${id}`, ada).expect(200);
    await api.put(`${TASKS}/${id}`, ada, { title: 'three' }).expect(200);
    await api.patch(`${TASKS}/${id}`, ada, { completed: true }).expect(200);
    await api.put(`${TASKS}/${id}`, ada, { title: 'taken' }).set('If-None-Match', '*').expect(412);
    const { body: child } = (await api.post(TASKS, ada, { title: 'child', parent_id: id }).expect(201)) as {
      body: TaskResponse;
    };
    await api.post(`${TASKS}/${id}/move`, ada, {}).expect(200);
    const { items } = (await api.get(`${TASKS}?parent_id=none&sort=position&include=child_counts`, ada)).body as {
      items: TaskResponse[];
    };
    for (const next of [{ before: items[0]!.id }, { after: items[0]!.id }])
      await api.post(`${TASKS}/${id}/move`, ada, next).expect(200);
    await api.get(`${TASKS}?parent_id=${id}&sort=position`, ada).expect(200);
    await api.delete(`${TASKS}/${id}`, ada).expect(204);
    await api.get(`${TASKS}?deleted=true`, ada).expect(200);
    await api.post(`${TASKS}/${child.id}/restore`, ada).expect(200);
    const operations = [
      { op: 'create', data: { title: 'four' } },
      { op: 'restore', id },
      { op: 'delete', id },
    ];
    await api.post(`${TASKS}/batch`, ada, { operations }).expect(200);
    await api.post(`${TASKS}/${id}/restore`, ada).expect(200);
    const { headers, body: page } = await api.get(`${TASKS}?limit=1`, ada).expect(200);
    await api.get(`${TASKS}?limit=1`, ada).set('If-None-Match', String(headers.etag)).expect(304);
    await api.get(`${TASKS}?limit=1&cursor=${(page as { next_cursor: string }).next_cursor}`, ada).expect(200);
    await api.get(`${TASKS}?limit=1&completed=false&priority=none&tag=home&q=milk`, ada).expect(200);
    await api.get(`${TASKS}?limit=1&skip=9&sort=due,-title&due_after=2026-01-01`, ada).expect(200);
    await api.get('/api/v1/me/tags', ada).expect(200);
    await api.get(`${TASKS}/changes?limit=1`, ada).expect(200);
    await api.get(`${TASKS}?sort=-due&limit=1`, ada).expect(200);
    await api.get(`${TASKS}?limit=1&due=overdue&due_from=2026-11-24`, ada).expect(200);
    await api.get('/api/v1/users/me/export', ada).expect(200);
    const fields = { title: 'from elsewhere' };
    const imported = { ref: 'x', parentRef: null, where: 'line 1', fields };
    await app.nest.get(TaskImportService).write(ada.id, { source: 'todoist', tasks: [imported], omissions: [] });
    await app.nest.get(RetentionService).run();
  }

  it(`are those of ${FILE}`, async () => {
    const texts = [...new Set(await sentStatements(app, useAll))].filter((text) => OF_TASKS.test(text));
    const written = texts.map((text) => `${text.replace(/\n {4}|\n {2}/g, '\n')};\n`).sort();
    const sql = `-- Written by test/tasks/statements.e2e-spec.ts: run it with UPDATE_SQL=1 after a change.\n\n${written.join('\n')}`;
    if (process.env.UPDATE_SQL) {
      mkdirSync('docs/sql', { recursive: true });
      writeFileSync(FILE, sql);
    }
    expect(sql).toBe(readFileSync(FILE, 'utf8'));
  });
});
