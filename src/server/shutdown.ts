import type { NestExpressApplication } from '@nestjs/platform-express';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { portClosed } from './workers/port-closed.js';
import { ServerConfig } from '../config/slices.js';
import { Readiness } from '../health/readiness.service.js';
import { LiveConnectionsService } from '../tasks/sync/live-connections.service.js';

/** How long an idle connection may wait for its last request. */
const IDLE_MS = 1_000;
/** Orchestrators kill a process after 30 seconds. */
const LAST_REQUESTS_MS = 20_000;

/** Waits until balancers send nothing new, then lets each connection end with its next answer. */
export async function shutDown(app: NestExpressApplication, waitForBalancers: boolean): Promise<void> {
  const readiness = app.get(Readiness);
  readiness.drain();
  if (waitForBalancers) await sleep(app.get(ServerConfig).SHUTDOWN_DELAY_MS);

  const server = app.getHttpServer();
  // Not the HTTP server's own close: it ends idle connections, on which a request may be on its way.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
  await portClosed();
  readiness.close();
  app.get(LiveConnectionsService).close();
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
  const last = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(last);
  await app.close();
}
