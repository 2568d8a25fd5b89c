import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem, problemDocument } from '../common/problem.js';
import { MAX_HEADERS } from './head-faults.js';
import { SECURITY_HEADERS } from './common-headers.js';

const FAULTS: Record<string, keyof typeof COMMON_ERRORS> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

const ALLOW = { Allow: 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT' };

export function refuseUnparsedRequests(server: Server): void {
  // Node silently drops headers above this number: one more than allowed shows that there were too many.
  server.maxHeadersCount = MAX_HEADERS + 1;
  // Node would ask for the body before the guards have run, and refuse other expectations without problem details.
  for (const event of ['checkContinue', 'checkExpectation'])
    server.on(event, (req, res) => server.emit('request', req, res));
  server.on('connect', (_req, socket: Socket) => {
    // The client would take this answer for one that it still waits for on this connection.
    if (answerOwed(socket) !== undefined) socket.destroy();
    else refuse(socket, new Problem(COMMON_ERRORS.METHOD_NOT_ALLOWED, { headers: ALLOW }));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || answerOwed(socket)?.headersSent) socket.destroy();
    else refuse(socket, new Problem(COMMON_ERRORS[FAULTS[error.code ?? ''] ?? 'MALFORMED_REQUEST']));
  });
}

/** The answer that has begun on this connection and not ended; private to Node (docs/decisions/0106). */
const answerOwed = (socket: Socket) => (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage;

function refuse(socket: Socket, problem: Problem): void {
  const id = randomUUID();
  const body = JSON.stringify(problemDocument(problem, '/', id));
  const headers: [string, string | number][] = [
    ...Object.entries(problem.headers),
    ['Content-Type', 'application/problem+json; charset=utf-8'],
    ['Content-Length', Buffer.byteLength(body)],
    ['Cache-Control', 'no-store'],
    ...SECURITY_HEADERS,
    ['X-Request-Id', id],
    ['Connection', 'close'],
  ];
  const head = [
    `HTTP/1.1 ${problem.definition.status} ${problem.definition.title}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
