import { Writable } from 'node:stream';
import type { Principal } from '../../common/principal.js';
import { EventStream } from './event-stream.js';

const CALLER: Principal = { userId: 'ada', sessionId: 'a session', authTime: 0, expiresAt: 0 };
const change = (version: number) => `id: ${version}\nevent: change\ndata: {"version":${version}}\n\n`;

/** A socket whose client reads only when told to. */
class SlowReader extends Writable {
  text = '';
  private next?: () => void;

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    this.next = done;
  }

  async read(): Promise<string> {
    this.next?.();
    await new Promise(setImmediate);
    return this.text;
  }
}

/** One whose client reads all at once. */
const fastReader = () => {
  const reader = new SlowReader();
  reader._write = (chunk: Buffer, _encoding, done) => {
    reader.text += chunk.toString();
    done();
  };
  return reader;
};

describe('a stream of events', () => {
  it('begins with the newest number, unless the client has it', async () => {
    for (const [known, expected] of [
      [undefined, change(3)],
      [2, change(3)],
      [4, change(3)],
      [3, ''],
    ] as const) {
      const reader = fastReader();
      const stream = new EventStream(CALLER, reader);
      stream.announce(2);
      stream.announce(3);
      expect(reader.text).toBe('');
      stream.begin(known);
      await new Promise(setImmediate);
      expect(reader.text).toBe(`retry: 3000\n\n${expected}`);
    }
  });

  it('goes on with greater numbers alone, once each', async () => {
    const reader = fastReader();
    const stream = new EventStream(CALLER, reader);
    stream.announce(0);
    stream.begin(undefined);
    for (const version of [1, 1, 3, 2, 3, 4]) {
      stream.announce(version);
      await new Promise(setImmediate);
    }
    expect(reader.text).toBe(`retry: 3000\n\n${[0, 1, 3, 4].map(change).join('')}`);
  });

  it('keeps for a slow reader one number, however many there were', async () => {
    const reader = new SlowReader();
    const stream = new EventStream(CALLER, reader);
    stream.announce(1);
    stream.begin(undefined);
    for (let version = 2; version <= 1_000; version++) stream.announce(version);
    stream.comment();
    expect(reader.writableLength).toBeLessThan(100);
    await reader.read();
    expect(await reader.read()).toBe(`retry: 3000\n\n${change(1_000)}`);
  });

  it('sends nothing while it is paused, and then the newest number', async () => {
    const reader = fastReader();
    const stream = new EventStream(CALLER, reader);
    stream.announce(1);
    stream.begin(1);
    stream.isPaused = true;
    for (const version of [2, 3]) stream.announce(version);
    await new Promise(setImmediate);
    expect(reader.text).toBe('retry: 3000\n\n');
    stream.resume();
    await new Promise(setImmediate);
    expect(reader.text).toBe(`retry: 3000\n\n${change(3)}`);
  });

  it('ends with a reason, and leaves a client that does not read', async () => {
    const reader = fastReader();
    const stream = new EventStream(CALLER, reader);
    stream.begin(undefined);
    stream.end('shutdown', 4_711);
    // It is forgotten only when its connection closes: until then nothing may be written.
    stream.announce(1);
    stream.comment();
    await new Promise(setImmediate);
    expect(reader.text).toBe('retry: 3000\n\nretry: 4711\nevent: end\ndata: {"reason":"shutdown"}\n\n');
    expect(reader.writableEnded).toBe(true);

    const slow = new SlowReader();
    const stuck = new EventStream(CALLER, slow);
    stuck.begin(undefined);
    stuck.end('shutdown', 4_711);
    expect(slow.destroyed).toBe(true);
  });
});
