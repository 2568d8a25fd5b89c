/** @no-pooler rules; its statements are of kinds that others send through one */
import type { OpenAPIObject } from '@nestjs/swagger';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TaskResponse } from '../../src/tasks/dto/task-response.dto.js';
import { searchForm } from '../../src/tasks/text-forms.js';
import { useTestApp, useUserPerTest } from '../support/fixtures.js';

const TASKS = '/api/v1/me/tasks';

describe.each<{ env: Record<string, string>; title: number; description: number }>([
  { env: {}, title: 200, description: 1_000 },
  { env: { TASK_TITLE_MAX: '500', TASK_DESCRIPTION_MAX: '16000' }, title: 500, description: 16_000 },
  { env: { TASK_TITLE_MAX: '333' }, title: 333, description: 1_000 },
])('texts of up to $title and $description characters', ({ env, title, description }) => {
  const app = useTestApp({ env });
  const ada = useUserPerTest(app, 'ada');
  const longest = { title: '🦆'.repeat(title), description: '🐢'.repeat(description) };

  it('are kept, found, ordered and given back whole', async () => {
    const fields = { ...longest, description: `${longest.description.slice(2)}z` };
    const { body } = await app.api.post(TASKS, ada, fields).expect(201);
    expect(body).toMatchObject(fields);
    const path = `${TASKS}/${(body as TaskResponse).id}`;
    await app.api.put(path, ada, body as object).expect(200);
    await app.api.patch(path, ada, longest).expect(200);
    await app.api.patch(path, ada, fields).expect(200);
    const { body: list } = await app.api.get(`${TASKS}?q=${encodeURIComponent('🐢z')}&sort=title`, ada).expect(200);
    expect((list as TaskListResponse).items).toMatchObject([fields]);
  });

  it('are refused if they are longer, with every other fault, wherever they may stand', async () => {
    const { body: task } = await app.api.post(TASKS, ada, { title: 'x' }).expect(201);
    const path = `${TASKS}/${(task as TaskResponse).id}`;
    const long = { title: `${longest.title}x`, description: `${longest.description}x`, priority: 'urgent' };
    const faults = [
      { pointer: '/title', code: 'INVALID_LENGTH', detail: `must have 1 to ${title} characters` },
      { pointer: '/description', code: 'INVALID_LENGTH', detail: `must have at most ${description} characters` },
      { pointer: '/priority' },
    ];
    for (const write of [
      app.api.post(TASKS, ada, long),
      app.api.put(path, ada, long),
      app.api.patch(path, ada, long),
      app.api.put(`${TASKS}/01a1fd5b-f6cc-77cc-9f75-62489816259f`, ada, long).set('If-None-Match', '*'),
    ])
      expect((await write.expect(422)).body).toMatchObject({ errors: faults });
    const operations = [
      { op: 'create', data: long },
      { op: 'patch', id: (task as TaskResponse).id, data: long },
    ];
    const { body } = await app.api.post(`${TASKS}/batch`, ada, { operations }).expect(422);
    expect((body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(
      [0, 1].flatMap((i) => faults.map(({ pointer }) => `/operations/${i}/data${pointer}`)),
    );
  });

  it('are what the OpenAPI document says', async () => {
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPIObject;
    const { schemas } = document.components!;
    for (const name of ['TaskCreate', 'TaskUpdate'])
      expect(schemas![name]).toMatchObject({
        properties: { title: { minLength: 1, maxLength: title }, description: { maxLength: description } },
      });
    expect(JSON.stringify(document)).not.toContain('x-max-length');
  });

  it('have an order for which the index has room, however they are spelt', async () => {
    const random = (from: number, count: number) => String.fromCodePoint(from + Math.floor(Math.random() * count));
    const made = (one: () => string) => [...Array.from({ length: title }, one).join('')].slice(0, title).join('');
    const expanding = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code))
      .filter((text) => text.isWellFormed() && text !== '\0')
      .sort((a, b) => searchForm(b).length - searchForm(a).length)
      .slice(0, title);
    const titles = [
      expanding
        .slice(0, title / 2)
        .sort(() => Math.random() - 0.5)
        .map((text) => `${text}${random(0x31, 9)}`)
        .join(''),
      made(() => random(0x3300, 0x58)),
      made(() => random(0xfdf0, 0x0d)),
      made(() => `${random(0x31, 9)}${random(0x20000, 0xa6d0)}`),
      made(() => random(0x20000, 0xa6d0)),
      'a'.repeat(title),
    ];
    for (const text of titles) await app.api.post(TASKS, ada, { title: text }).expect(201);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const at = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await app.api.get(`${TASKS}?sort=title&limit=1${at}`, ada).expect(200);
      const page = body as TaskListResponse;
      seen.push(...page.items.map((item) => item.title));
      cursor = page.next_cursor;
    }
    expect([...seen].sort()).toEqual([...titles].sort());
  });
});
