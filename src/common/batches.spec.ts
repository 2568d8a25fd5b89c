import { inBatches } from './batches.js';

/** A table of rows with the ids 1, 2 …, and how often it was read. */
function table(size: number) {
  const rows = Array.from({ length: size }, (_, i) => ({ id: String(i + 1).padStart(6, '0') }));
  const reads: (string | null)[] = [];
  const read = (after: string | null, limit: number) => {
    reads.push(after);
    return Promise.resolve(rows.filter(({ id }) => after === null || id > after).slice(0, limit));
  };
  return { rows, reads, read };
}

describe('rows in batches', () => {
  it.each([
    [0, 0, 1],
    [1, 1, 1],
    [499, 1, 1],
    [500, 1, 2],
    [501, 2, 2],
    [1_000, 2, 3],
    [1_234, 3, 3],
  ])('%d come in %d, for %d reads', async (size, batches, reads) => {
    const { rows, reads: done, read } = table(size);
    const given: { id: string }[][] = [];
    for await (const batch of inBatches(read)) given.push(batch);
    expect(given.flat()).toEqual(rows);
    expect(given).toHaveLength(batches);
    expect(done).toHaveLength(reads);
    expect(done[0]).toBeNull();
  });

  it('are not read ahead of who takes them', async () => {
    const { reads, read } = table(10_000);
    for await (const batch of inBatches(read)) {
      expect(batch).toHaveLength(500);
      break;
    }
    expect(reads).toHaveLength(1);
  });
});
