/** What both examples need of Taskward: `request` is the one of docs/web.md, which sends with the access token. */

const READ_ONLY = ['id', 'user_id', 'version', 'completed_at', 'deleted_at', 'created_at', 'updated_at'];

/** @returns what changed since `cursor`. @throws an Error with `status`; 410 means: begin anew, without a cursor. */
export async function readChanges(request, cursor, limit = 1000) {
  const response = await request(`/me/tasks/changes?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
  if (!response.ok) throw Object.assign(new Error(`Changes: ${response.status}`), { status: response.status });
  return response.json();
}

/** The operation that brings a task from `before` (undefined: there is none) to `after` (undefined: it is deleted). */
export function operationFor(id, before, after) {
  if (after === undefined) return { op: 'delete', id };
  const names = Object.keys(after).filter((name) => !READ_ONLY.includes(name) && !name.startsWith('_'));
  const pick = (task, chosen) => Object.fromEntries(chosen.map((name) => [name, task[name] ?? null]));
  if (before === undefined) {
    return {
      op: 'create',
      id,
      data: pick(
        after,
        names.filter((name) => after[name] !== undefined),
      ),
    };
  }
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  // A place is merged as one: its parent and its position.
  const seen = changed.includes('parent_id') ? [...changed, 'position'] : changed;
  return { op: 'patch', id, data: pick(after, changed), base: pick(before, seen) };
}

/** Sends up to 100 operations. @returns what became of each. @throws where the same is to be sent again. */
export async function sendOperations(request, operations) {
  const response = await request('/me/tasks/batch', { method: 'POST', body: { mode: 'independent', operations } });
  if (response.status !== 207) throw new Error(`Batch: ${response.status}`);
  return (await response.json()).results;
}

/** Calls `onNews` at once, and whenever something may have been written on any device. */
export async function listen(request, onNews, signal) {
  while (!signal.aborted) {
    try {
      const response = await request('/me/tasks/events', { signal });
      if (response.ok) for await (const _chunk of response.body) onNews();
    } catch {
      // Offline, or the stream was cut: connect again.
    }
    if (!signal.aborted) await new Promise((done) => setTimeout(done, 3000 * (1 + Math.random() / 2)));
  }
}
