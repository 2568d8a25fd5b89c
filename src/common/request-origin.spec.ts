import type { Request } from 'express';
import { originOf } from './request-origin.js';

const agentOf = (agent: string | undefined) =>
  originOf({ ip: '192.0.2.7', get: () => agent } as unknown as Request).userAgent;

describe('the agent of a request', () => {
  it.each([
    [undefined, null],
    ['', ''],
    ['Firefox/150', 'Firefox/150'],
    ['a\u0000b\u001b[31m\r\nc', 'a b [31m  c'],
    ['soft\u00adhyphen', 'soft hyphen'],
    ['right\u202eto left', 'right to left'],
    ['line\u2028break', 'line break'],
    ['caf\xe9', 'caf\xe9'],
    ['x'.repeat(10_000), 'x'.repeat(500)],
  ])('%j is %j', (given, agent) => expect(agentOf(given)).toBe(agent));
});
