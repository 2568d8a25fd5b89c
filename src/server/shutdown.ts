import type { NestExpressApplication } from '@nestjs/platform-express';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { portClosed } from './workers/port-closed.js';
import { ServerConfig } from '../config/slices.js';
import { Readiness } from '../health/readiness.service.js';

/** How long a kept connection may wait for its next, and last, request. */
const IDLE_MS = 1_000;
/** Beyond this a request is not waited for: whoever runs the process kills it after 30 seconds. */
const LAST_REQUESTS_MS = 20_000;

/**
 * Stops without cutting anyone off: says "not ready", and serves on for a moment; then takes no new connection, and lets
 * each open one end with its next answer.
 *
 * @param patient false for a person at the terminal, who does not want to wait for balancers.
 */
export async function shutDown(app: NestExpressApplication, patient: boolean): Promise<void> {
  const readiness = app.get(Readiness);
  readiness.drain();
  if (patient) await sleep(app.get(ServerConfig).SHUTDOWN_DELAY_MS);

  const server = app.getHttpServer();
  // Not the HTTP server's own close: it ends idle connections at once, and a request may be on its way on one of them.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
  await portClosed();
  readiness.close();
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
  const last = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(last);
  await app.close();
}
