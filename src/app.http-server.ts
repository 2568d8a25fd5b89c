import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { COMMON_ERRORS } from './common/common.errors.js';
import { Problem, problemDocument } from './common/problem.js';
import { securityHeaders } from './server/security-headers.js';
import { MAX_HEADERS } from './server/head-faults.js';

/** How long, in milliseconds, a client may take; past it the connection is closed, with an answer where one can be given. */
const DEADLINES = {
  /** For the head of a request. */
  headersTimeout: 15_000,
  /** For all of a request. */
  requestTimeout: 30_000,
  /** While not a byte moves: one who does not read the answer. */
  timeout: 60_000,
  /** For the next request; longer than balancers (60 s) keep a connection. */
  keepAliveTimeout: 65_000,
  /** How often the first two are looked at. Node's 30 seconds would treble them. */
  connectionsCheckingInterval: 1_000,
};

/** What may go wrong with a request before it is one, by the code of Node's error. */
const FAULTS: Record<string, keyof typeof COMMON_ERRORS> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

const ALLOW = { Allow: 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT' };

/** Sets the deadlines of the HTTP server, and has it refuse in problem details what never reaches the application. */
export function guardServer(server: Server): void {
  Object.assign(server, DEADLINES);
  // Node keeps silent about the headers that it leaves away. One more than allowed shows that there were too many.
  server.maxHeadersCount = MAX_HEADERS + 1;
  // Node itself would ask for the body before anyone knows whether it is wanted, and refuse other expectations without a word.
  for (const event of ['checkContinue', 'checkExpectation'])
    server.on(event, (req, res) => server.emit('request', req, res));
  server.on('connect', (_req, socket: Socket) => {
    // An answer that is still owed on the connection would be taken for this one, and this one for it.
    if (answerOwed(socket) !== undefined) socket.destroy();
    else refuse(socket, new Problem(COMMON_ERRORS.METHOD_NOT_ALLOWED, { headers: ALLOW }));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || answerOwed(socket)?.headersSent) socket.destroy();
    else refuse(socket, new Problem(COMMON_ERRORS[FAULTS[error.code ?? ''] ?? 'MALFORMED_REQUEST']));
  });
}

/** The answer that Node has for this connection and has not ended. */
const answerOwed = (socket: Socket) => (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage;

/** As on every other answer. */
const HEADERS = [...securityHeaders()].map(([name, value]) => `${name}: ${value}`);

function refuse(socket: Socket, problem: Problem): void {
  const id = randomUUID();
  const body = JSON.stringify(problemDocument(problem, '/', id));
  const head = [
    `HTTP/1.1 ${problem.definition.status} ${problem.definition.title}`,
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    ...HEADERS,
    `X-Request-Id: ${id}`,
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
