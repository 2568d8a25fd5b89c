import { BloomFilter } from './bloom-filter.js';

describe('BloomFilter', () => {
  const filter = BloomFilter.sized(5_000, 1e-4);
  for (let i = 0; i < 5_000; i++) filter.add(`member ${i}`);
  const again = BloomFilter.from(filter.toBytes());

  it('knows each of its members, written and read', () => {
    for (let i = 0; i < 5_000; i++) expect(again.has(`member ${i}`)).toBe(true);
  });

  it('takes hardly a stranger for a member', () => {
    let taken = 0;
    for (let i = 0; i < 50_000; i++) if (again.has(`stranger ${i}`)) taken++;
    expect(taken).toBeLessThan(25);
  });
});
