import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppConfig } from '../config/app-config.js';
import { cannotListen } from '../config/startup-error.js';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** @param text if it rejects, Prometheus gets 503 and asks again. @returns the URL; undefined without METRICS_PORT. */
export async function serveMetrics(config: AppConfig, text: () => Promise<string>): Promise<string | undefined> {
  const { METRICS_HOST: host, METRICS_PORT: port } = config;
  if (port === undefined) return undefined;
  const server = createServer((req, res) => {
    if (req.url !== '/metrics') res.writeHead(404).end();
    else if (req.method !== 'GET') res.writeHead(405, { Allow: 'GET' }).end();
    else
      text().then(
        (body) => res.writeHead(200, { 'Content-Type': CONTENT_TYPE }).end(body),
        () => res.writeHead(503).end(),
      );
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    throw cannotListen(error, host, port, 'METRICS_');
  }
  return `http://${host}:${(server.address() as AddressInfo).port}/metrics`;
}
