import type { Worker } from 'node:cluster';

/** What it said before it died is read by then. */
const LAST_WORDS_MS = 500;

interface Handle {
  close(): void;
}

/** How the primary hands a connection on, and how the worker says that it has it (Node's lib/internal/cluster). */
interface HandingOn {
  act?: string;
  seq?: number;
  ack?: number;
}

/**
 * Closes the connections that were on their way to a worker when it died. Node forgets them and keeps them open: their
 * clients would wait for ever, where after an end they ask again.
 */
export function closeUndelivered({ process }: Worker): void {
  const underWay = new Map<number, Handle>();
  const send = process.send.bind(process) as (message: HandingOn, handle?: Handle, ...rest: unknown[]) => boolean;
  process.send = ((message: HandingOn, handle?: Handle, ...rest: unknown[]) => {
    if (message.act === 'newconn' && message.seq !== undefined && handle !== undefined)
      underWay.set(message.seq, handle);
    return send(message, handle, ...rest);
  }) as typeof process.send;
  process.on('internalMessage', ({ ack }: HandingOn) => {
    if (ack !== undefined) underWay.delete(ack);
  });
  process.on('exit', () => {
    setTimeout(() => {
      for (const handle of underWay.values()) handle.close();
    }, LAST_WORDS_MS);
  });
}
