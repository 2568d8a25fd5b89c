import { jest } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { Clock } from '../../common/clock.js';
import { EndedSessions } from '../../common/ended-sessions.js';
import { Metrics } from '../../common/metrics.js';
import { Problem } from '../../common/problem.js';
import { EventStream } from './event-stream.js';
import { LiveConnectionsService } from './live-connections.service.js';

class TestSessions extends EndedSessions {
  readonly ended = new Set<string>();
  isKnown = true;

  override has(sessionId: string): boolean {
    if (!this.isKnown) throw new Error('nobody knows');
    return this.ended.has(sessionId);
  }
}

describe('the open connections', () => {
  let sessions: TestSessions;
  let live: LiveConnectionsService;
  const start = (MAX_STREAMS = 100) => {
    sessions = new TestSessions();
    const config = { MAX_STREAMS, DATABASE_TRANSACTION_TIMEOUT_MS: 1 };
    live = new LiveConnectionsService(sessions, new Clock(), new Metrics(), config);
    live.onModuleInit();
  };
  beforeEach(() => {
    jest.useFakeTimers();
    start();
  });
  afterEach(() => {
    live.onModuleDestroy();
    jest.useRealTimers();
  });

  const caller = (userId: string, lifeSeconds = 1_800) => ({
    userId,
    sessionId: `session of ${userId}`,
    authTime: 0,
    expiresAt: Date.now() / 1000 + lifeSeconds,
  });
  const open = (userId: string, lifeSeconds?: number) => {
    const out = new PassThrough();
    const stream = new EventStream(caller(userId, lifeSeconds), out);
    const forget = live.addStream(stream);
    stream.announce(1);
    stream.begin(1);
    return { stream, forget, read: () => String(out.read() ?? '') };
  };
  const END = (reason: string) => `event: end\ndata: {"reason":"${reason}"}\n\n`;

  it('get a comment every 20 seconds, a part of them each second', () => {
    const streams = Array.from({ length: 80 }, (_, i) => open(`user ${i}`));
    for (const { read } of streams) read();
    const commented = () => streams.filter(({ read }) => read() === ':\n\n').length;
    for (let second = 0; second < 40; second++) {
      jest.advanceTimersByTime(1_000);
      expect(commented()).toBe(4);
    }
  });

  it('end with their token and with their session, and the others go on', () => {
    const [short, ended, other] = [open('short', 10), open('ended'), open('other')];
    for (const { read } of [short, ended, other]) read();
    jest.advanceTimersByTime(9_900);
    expect([short.read(), ended.read()].join('')).not.toContain('end');
    sessions.ended.add('session of ended');
    jest.advanceTimersByTime(400);
    expect([short.read(), ended.read(), other.read()].map((text) => text.replaceAll(':\n\n', ''))).toEqual([
      END('token_expired'),
      END('session_ended'),
      '',
    ]);
  });

  it('send nothing while nobody knows which sessions have ended', () => {
    const { stream, read } = open('ada');
    read();
    sessions.isKnown = false;
    jest.advanceTimersByTime(300);
    stream.announce(2);
    expect(read()).not.toContain('version');
    sessions.isKnown = true;
    jest.advanceTimersByTime(300);
    expect(read()).toContain('"version":2');
  });

  it('are eight of a user and kind at the most: the oldest is replaced', () => {
    const streams = Array.from({ length: 9 }, () => open('ada'));
    const bob = open('bob');
    const polls: string[] = [];
    for (let i = 0; i < 9; i++) live.addPoll({ caller: caller('ada'), end: (reason) => polls.push(`${i} ${reason}`) });
    expect(streams.map(({ read }) => read().includes(END('replaced')))).toEqual([
      true,
      ...Array<boolean>(8).fill(false),
    ]);
    expect(bob.read()).not.toContain('end');
    expect(polls).toEqual(['0 replaced']);
    // One that was replaced is forgotten once.
    for (const { forget } of streams) forget();
    expect(open('ada').read()).not.toContain('end');
  });

  it('are as many as there is room for, and there is room again when one ends', () => {
    start(2);
    const [first] = [open('ada'), open('bob')];
    expect(live.hasRoom).toBe(false);
    expect(() => open('cyd')).toThrow(Problem);
    first.forget();
    expect(() => open('cyd')).not.toThrow();
  });

  it('end all at the end, with a pause before they come back that is not the same for all', () => {
    const streams = Array.from({ length: 50 }, (_, i) => open(`user ${i}`));
    const polls: string[] = [];
    live.addPoll({ caller: caller('ada'), end: (reason) => polls.push(reason) });
    live.close();
    const pauses = streams.map(({ read }) =>
      Number(/retry: (\d+)\nevent: end\ndata: \{"reason":"shutdown"\}/.exec(read())![1]),
    );
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...pauses)).toBeLessThan(10_000);
    expect(new Set(pauses).size).toBeGreaterThan(40);
    expect(polls).toEqual(['shutdown']);
    expect(live.hasRoom).toBe(false);
    expect(() => open('late')).toThrow(Problem);
  });
});
