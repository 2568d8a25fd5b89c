import type { Response } from 'express';
import { Problem } from '../common/problem.js';
import { enforceQuota, type Usage } from './rate-limit-headers.js';

function headersAfter(usages: [name: string, quota: number, usage: Usage][]) {
  const headers: Record<string, string> = {};
  const res = {
    getHeader: (name: string) => headers[name],
    setHeader: (name: string, value: string) => (headers[name] = value),
  } as unknown as Response;
  let problem: unknown;
  try {
    for (const [name, quota, usage] of usages) enforceQuota(res, { name, quota }, usage);
  } catch (error) {
    problem = error;
  }
  return { headers, problem: problem as Problem | undefined };
}

describe('what a caller is told of a limit', () => {
  it.each([
    [1, 60_000, '"api";r=9;t=60'],
    [9, 59_001, '"api";r=1;t=60'],
    [10, 59_000, '"api";r=0;t=59'],
    [10, 1, '"api";r=0;t=1'],
    [10, 0, '"api";r=0;t=1'],
    [10, -5_000, '"api";r=0;t=1'],
    [0, 60_000, '"api";r=10;t=60'],
  ])('used %d, %d ms before the window closes', (used, closesIn, header) => {
    const { headers, problem } = headersAfter([['api', 10, { used, closesIn }]]);
    expect(headers).toEqual({ 'RateLimit-Policy': '"api";q=10;w=60', RateLimit: header });
    expect(problem).toBeUndefined();
  });

  it.each([
    [11, 60_000, '60'],
    [11, 1_001, '2'],
    [11, 1_000, '1'],
    [11, 0, '1'],
    [1_000_000, 30_000, '30'],
  ])('past the quota, used %d: wait, %d ms before it closes', (used, closesIn, seconds) => {
    const { headers, problem } = headersAfter([['api', 10, { used, closesIn }]]);
    expect(headers.RateLimit).toBe(`"api";r=0;t=${seconds}`);
    expect(problem?.getStatus()).toBe(429);
    expect(problem?.headers).toEqual({ 'Retry-After': seconds });
  });

  it('stands beside what other limits have told, and ends with the first that is used up', () => {
    const usage = (used: number) => ({ used, closesIn: 60_000 });
    const { headers, problem } = headersAfter([
      ['auth', 20, usage(1)],
      ['account', 5, usage(6)],
      ['api', 600, usage(1)],
    ]);
    expect(headers['RateLimit-Policy']).toBe('"auth";q=20;w=60, "account";q=5;w=60');
    expect(headers.RateLimit).toBe('"auth";r=19;t=60, "account";r=0;t=60');
    expect(problem).toBeInstanceOf(Problem);
  });
});
