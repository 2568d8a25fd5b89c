import type { Request, Response } from 'express';
import type { Socket } from 'node:net';

/** How long a client has to read its answer while it is still sending, and how much it may send. */
const LINGER_MS = 2_000;
const LINGER_BYTES = 1_048_576;
const LOOK_EVERY_MS = 100;
/** Up to this length a body is read and thrown away, which costs less than another connection. */
const MAX_DISCARDED_BYTES = 16_384;

const closing = new WeakSet<Socket>();

export const isClosing = (socket: Socket): boolean => closing.has(socket);

/** Has an answer that comes before the whole body end the connection, because the rest of the body is not wanted. */
export function closeIfUnread(req: Request, res: Response): void {
  const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => Response;
  res.writeHead = ((...args: unknown[]) => {
    if (!req.complete && !isDiscarded(req)) closeAfterAnswer(req, res);
    return writeHead(...args);
  }) as Response['writeHead'];
}

/** A client that waits to be asked for its body may never send it. */
function isDiscarded({ headers }: Request): boolean {
  return Number(headers['content-length'] ?? Infinity) <= MAX_DISCARDED_BYTES && headers.expect === undefined;
}

export function closeAfterAnswer(req: Request, res: Response): void {
  const { socket } = req;
  if (closing.has(socket)) return;
  closing.add(socket);
  res.setHeader('Connection', 'close');
  const destroySoon = socket.destroySoon.bind(socket);
  // Node would close at once: bytes that come later would reset the connection before the client reads the answer.
  socket.destroySoon = () => linger(req, destroySoon);
}

function linger(req: Request, close: () => void): void {
  const { socket } = req;
  const before = socket.bytesRead;
  const begun = performance.now();
  socket.end();
  if (req.complete) return close();
  req.once('end', close).resume();
  // eslint-disable-next-line no-restricted-globals -- looks at a socket for two seconds, and at no row
  const looking = setInterval(() => {
    if (performance.now() - begun > LINGER_MS || socket.bytesRead - before > LINGER_BYTES) socket.destroy();
  }, LOOK_EVERY_MS);
  socket.once('close', () => clearInterval(looking));
}
