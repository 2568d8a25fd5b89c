import type { ChangesResponse } from '../../src/tasks/sync/dto/changes-response.dto.js';
import type { TaskListResponse } from '../../src/tasks/dto/task-list-response.dto.js';
import type { TestUser } from '../support/api-client.js';
import type { TestApp } from '../support/test-app.js';

export const CHANGES = '/api/v1/me/tasks/changes';

type Change = ChangesResponse['items'][number];

/** What a client has of its user's tasks: it knows the protocol, and nothing of the server. */
export class TaskReplica {
  private readonly byId = new Map<string, Change>();
  cursor?: string;
  version = 0;

  constructor(private readonly user: TestUser) {}

  /** One answer. @returns whether there is more. */
  async pull(app: TestApp, limit = 1000, query = ''): Promise<boolean> {
    const at = this.cursor === undefined ? '' : `&cursor=${this.cursor}`;
    const { body } = await app.api.get(`${CHANGES}?limit=${limit}${at}${query}`, this.user).expect(200);
    const page = body as ChangesResponse;
    const versions = page.items.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(page.items.length).toBeLessThanOrEqual(limit);
    expect(page.version).toBeGreaterThanOrEqual(Math.max(this.version, ...versions));
    for (const item of page.items) {
      expect(item.version).toBeGreaterThan(this.byId.get(item.id)?.version ?? 0);
      this.byId.set(item.id, item);
    }
    this.cursor = page.next_cursor;
    this.version = page.version;
    return page.has_more;
  }

  async pullAll(app: TestApp, limit = 1000): Promise<void> {
    while (await this.pull(app, limit));
  }

  get live(): Change[] {
    return [...this.byId.values()].filter(({ deleted_at }) => deleted_at === null).sort(byVersion);
  }

  get deleted(): Change[] {
    return [...this.byId.values()].filter(({ deleted_at }) => deleted_at !== null).sort(byVersion);
  }
}

/** What the server has: the list, to the letter, and of the trash what a client is told of it. */
export async function truthOf(app: TestApp, user: TestUser): Promise<{ live: string; deleted: string }> {
  const list = async (query: string) => {
    const path = `/api/v1/me/tasks?sort=updated_at&limit=1000${query}`;
    return ((await app.api.get(path, user).expect(200)).body as TaskListResponse).items;
  };
  const deleted = (await list('&deleted=true')).map(({ id, version, deleted_at }) => ({ id, version, deleted_at }));
  return { live: JSON.stringify(await list('')), deleted: JSON.stringify(deleted) };
}

const byVersion = (a: Change, b: Change) => a.version - b.version;
