import cluster from 'node:cluster';

/** A worker says that it takes no more connections. */
export const CLOSED_HERE = 'closed here';
/** The primary says that nobody does, or that other workers go on: clients may be sent away now. */
export const CLOSED = 'closed';

/**
 * Waits until no new connection can come to this process. The port of a worker is the primary's, which goes on
 * accepting while any worker does: a client that was sent away too early would come back to one that is about to close.
 */
export async function portClosed(): Promise<void> {
  const { worker } = cluster;
  if (worker === undefined) return;
  await new Promise<void>((resolve) => {
    worker.on('message', (message: unknown) => {
      if (message === CLOSED) resolve();
    });
    worker.send(CLOSED_HERE);
  });
}
