import type { Client } from './client.js';
import type { Device, KnownTask } from './device.js';
import type { Stage } from './stage.js';

interface Row {
  user_id: string;
  id: string;
  title: string;
  description: string;
  version: number;
  deleted: boolean;
}

/** Holds what is in the database, and what the API shows of it, against what all devices were told. */
export async function verify(
  stage: Stage,
  client: Client,
  devices: Device[],
  complain: (sentence: string) => void,
): Promise<void> {
  const rows = await stage.query<Row>(
    'SELECT user_id, id, title, description, version::int, deleted_at IS NOT NULL AS deleted FROM tasks WHERE description IS NOT NULL',
  );
  const byMarker = new Map<string, Row[]>();
  for (const row of rows) byMarker.set(row.description, [...(byMarker.get(row.description) ?? []), row]);
  for (const { user, tasks } of devices) {
    for (const task of tasks) {
      for (const fault of faultsOf(task, user.id, byMarker.get(task.marker) ?? []))
        complain(`"${task.marker}" ${fault}`);
      byMarker.delete(task.marker);
    }
  }
  for (const marker of byMarker.keys()) complain(`"${marker}" is there, and nobody made it`);

  const odd = await stage.query<{ user_id: string }>(`
    SELECT user_id FROM task_sequences AS s JOIN tasks AS t USING (user_id) GROUP BY user_id, s.task_count, s.last_version
    HAVING s.task_count <> count(*) FILTER (WHERE t.deleted_at IS NULL) OR s.last_version < max(t.version) OR count(*) > count(DISTINCT t.version)`);
  for (const { user_id } of odd) complain(`The count or the versions of ${user_id} are wrong`);

  for (const user of new Set(devices.map((device) => device.user))) {
    const live = rows.filter((row) => row.user_id === user.id && !row.deleted).map(({ id }) => id);
    const shown: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: Row[]; next_cursor: string | null } = (
        await client.call<{ items: Row[]; next_cursor: string | null }>(
          'GET',
          `/api/v1/me/tasks?limit=100${cursor && `&cursor=${cursor}`}`,
          user,
        )
      ).body;
      for (const { user_id } of page.items)
        if (user_id !== user.id) complain(`${user.name} was shown a task of ${user_id}`);
      shown.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    if (shown.sort().join() !== live.sort().join())
      complain(`${user.name} is shown ${shown.length} tasks, and has ${live.length}`);
  }
}

function faultsOf({ id, titles, version, deleted }: KnownTask, owner: string, rows: Row[]): string[] {
  const [row] = rows;
  if (rows.length > 1) return [`is there ${rows.length} times`];
  if (row === undefined) return id === undefined ? [] : ['was acknowledged, and is not there'];
  return [
    row.user_id !== owner && `belongs to ${row.user_id}`,
    id !== undefined && row.id !== id && `should have the id ${id}, and has ${row.id}`,
    !titles.has(row.title) && `should be called "${[...titles].join('" or "')}", and is "${row.title}"`,
    version !== undefined && row.version !== version && `should be at ${version}, and is at ${row.version}`,
    deleted !== 'maybe' && row.deleted !== (deleted === 'yes') && `should ${deleted === 'yes' ? '' : 'not '}be deleted`,
  ].filter((fault) => fault !== false);
}
