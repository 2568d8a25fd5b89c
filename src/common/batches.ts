const BATCH = 500;

/** Reads rows in the order of their ids. @param read gives those that follow an id; the first ones for null. */
export async function* inBatches<Row extends { id: string }>(
  read: (after: string | null, limit: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after: string | null = null; ;) {
    const batch: Row[] = await read(after, BATCH);
    const last = batch.at(-1);
    if (last !== undefined) yield batch;
    if (last === undefined || batch.length < BATCH) return;
    after = last.id;
  }
}
