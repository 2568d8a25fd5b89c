import { TurnQueue } from './turn-queue.js';

describe('TurnQueue', () => {
  /** Work that ends when it is told to. */
  function steps() {
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const work = (name: string) => () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    };
    const end = async (name: string) => {
      ends.get(name)!();
      await new Promise(setImmediate);
    };
    return { begun, work, end };
  }

  it('runs so much of a key at a time, in its order, and other keys beside it', async () => {
    const { begun, work, end } = steps();
    const queue = new TurnQueue(1, 10);
    const all = ['a1', 'a2', 'b1', 'a3'].map((name) => queue.run(work(name), { key: name[0] }));
    await new Promise(setImmediate);
    expect(begun).toEqual(['a1', 'b1']);
    expect([queue.count('a'), queue.count('b')]).toEqual([3, 1]);
    await end('a1');
    expect(begun).toEqual(['a1', 'b1', 'a2']);
    for (const name of ['a2', 'a3', 'b1']) await end(name);
    await Promise.all(all);
    expect([queue.count('a'), queue.count('b')]).toEqual([0, 0]);
  });

  it('lets urgent work go first, past a queue that is full', async () => {
    const { begun, work, end } = steps();
    const queue = new TurnQueue(2, 1);
    const all = ['1', '2', '3'].map((name) => queue.run(work(name)));
    await expect(queue.run(work('4'))).rejects.toMatchObject({
      definition: { code: 'TOO_BUSY' },
      headers: { 'Retry-After': '2' },
    });
    all.push(queue.run(work('urgent'), { isUrgent: true }));
    await end('1');
    expect(begun).toEqual(['1', '2', 'urgent']);
    for (const name of ['2', '3', 'urgent']) await end(name);
    await Promise.all(all);
  });

  it('goes on after work that failed', async () => {
    const queue = new TurnQueue(1, 10);
    const failed = queue.run(() => Promise.reject(new Error('no')));
    const next = queue.run(() => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });
});
