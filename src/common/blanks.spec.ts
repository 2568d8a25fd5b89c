import { trimBlanks } from './blanks.js';

describe('trimBlanks', () => {
  it('takes off what keyboards add at either end, and nothing inside', () => {
    expect(trimBlanks(' \t\u00a0\u202f\u3000ada b\u200e\u200f\u2069\ufeff\n ')).toBe('ada b');
    expect(trimBlanks(' \u3000 ')).toBe('');
    expect(trimBlanks('ada')).toBe('ada');
  });

  it('takes time in proportion to the length', () => {
    const started = performance.now();
    trimBlanks(`x${' '.repeat(250_000)}x`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
