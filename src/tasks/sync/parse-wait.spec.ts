import { parseWait } from './parse-wait.js';

describe('how long a client prefers to wait', () => {
  it.each<[string | string[] | undefined, number | undefined]>([
    ['wait=25', 25],
    ['Wait = 5', 5],
    ['wait="5"', 5],
    ['respond-async, wait=10; x=y, wait=20', 10],
    [['return=minimal', 'wait=7'], 7],
    ['wait=31', 30],
    ['wait=999999999', 30],
    ['wait=0', 0],
    [undefined, undefined],
    ['', undefined],
    ['wait', undefined],
    ['wait=', undefined],
    ['wait=-1', undefined],
    ['wait=1.5', undefined],
    ['wait=1e3', undefined],
    ['await=5', undefined],
    ['wait=5 seconds', undefined],
  ])('%j is %j', (header, seconds) => expect(parseWait(header)).toBe(seconds));
});
