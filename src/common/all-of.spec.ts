import { setTimeout as sleep } from 'node:timers/promises';
import { allOf } from './all-of.js';

describe('allOf', () => {
  const failAfter = async (ms: number, message: string) => {
    await sleep(ms);
    throw new Error(message);
  };

  it('gives what each promise gives', async () => {
    await expect(allOf([Promise.resolve(1), Promise.resolve('two')] as const)).resolves.toEqual([1, 'two']);
  });

  it('throws the first failure in their order, whichever came first, when all have ended', async () => {
    let ended = false;
    const slow = sleep(20).then(() => (ended = true));
    await expect(allOf([failAfter(10, 'cause'), failAfter(0, 'consequence'), slow])).rejects.toThrow('cause');
    expect(ended).toBe(true);
  });
});
