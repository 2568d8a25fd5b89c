import type { Worker } from 'node:cluster';

/** By then all messages of a dead worker are read. */
const PENDING_MESSAGES_MS = 500;

interface Handle {
  close(): void;
}

/** Private to Node's lib/internal/cluster (docs/decisions/0105). */
interface HandOverMessage {
  act?: string;
  seq?: number;
  ack?: number;
}

/** Closes connections that were on their way to a worker when it died: Node would leave them open for ever. */
export function closeUndelivered({ process }: Worker): void {
  const unacknowledged = new Map<number, Handle>();
  const send = process.send.bind(process) as (message: HandOverMessage, handle?: Handle, ...rest: unknown[]) => boolean;
  process.send = ((message: HandOverMessage, handle?: Handle, ...rest: unknown[]) => {
    if (message.act === 'newconn' && message.seq !== undefined && handle !== undefined)
      unacknowledged.set(message.seq, handle);
    return send(message, handle, ...rest);
  }) as typeof process.send;
  process.on('internalMessage', ({ ack }: HandOverMessage) => {
    if (ack !== undefined) unacknowledged.delete(ack);
  });
  process.on('exit', () => {
    setTimeout(() => {
      for (const handle of unacknowledged.values()) handle.close();
    }, PENDING_MESSAGES_MS);
  });
}
