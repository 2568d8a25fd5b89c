/** What both examples need of Taskward: `request` is the one of docs/web.md, which sends with the access token. */

const READ_ONLY = ['id', 'user_id', 'version', 'completed_at', 'deleted_at', 'created_at', 'updated_at'];

/** @returns what changed since `cursor`. @throws an Error with `status`; 410 means: begin anew, without a cursor. */
export async function readChanges(request, cursor, limit = 1000) {
  const response = await request(`/me/tasks/changes?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
  const body = await response.json();
  if (response.ok) return body;
  const status = body.error_code === 'INVALID_CURSOR' ? 410 : response.status;
  throw Object.assign(new Error(`Changes: ${status}`), { status });
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

/** Sends operations in their order. @returns what became of each. @throws where the same is to be sent again. */
export async function sendOperations(request, operations) {
  const inHalves = async () => {
    const half = Math.ceil(operations.length / 2);
    const first = await sendOperations(request, operations.slice(0, half));
    return [...first, ...(await sendOperations(request, operations.slice(half)))];
  };
  if (operations.length > 100) return inHalves();
  const response = await request('/me/tasks/batch', { method: 'POST', body: { mode: 'independent', operations } });
  const body = await response.json().catch(() => ({}));
  if (response.status === 207) return body.results;
  // Too large, or unreadable as a whole: which one is it?
  if (![400, 413, 422].includes(response.status)) throw new Error(`Batch: ${response.status}`);
  return operations.length > 1 ? inHalves() : [{ ...body, status: response.status }];
}

/** Calls `onNews` at once, and whenever something may have been written on any device. */
export async function listen(request, onNews, signal) {
  while (!signal.aborted) {
    onNews();
    try {
      const response = await request('/me/tasks/events', { signal });
      const events = response.ok ? response.body.pipeThrough(new TextDecoderStream()) : [];
      for await (const text of events) {
        // This user has eight newer ones.
        if (text.includes('"replaced"')) return;
        if (text.includes('data:')) onNews();
      }
    } catch {
      // Offline, or the stream was cut: connect again.
    }
    if (!signal.aborted) await new Promise((done) => setTimeout(done, 3000 * (1 + Math.random() / 2)));
  }
}
