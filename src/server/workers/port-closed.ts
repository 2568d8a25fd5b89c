import cluster from 'node:cluster';

/** From a worker: it takes no more connections. */
export const CLOSED_HERE = 'closed here';
/** From the primary: no worker that stops takes any more, so connections may be ended. */
export const CLOSED = 'closed';

/** Until CLOSED, a client whose connection ends might connect again to a worker that is about to stop. */
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
