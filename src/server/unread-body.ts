import type { Request, Response } from 'express';
import type { Socket } from 'node:net';

/** How long a client that is still sending has to read its answer, and how much it may send meanwhile. */
const LINGER_MS = 2_000;
const LINGER_BYTES = 1_048_576;
const LOOK_EVERY_MS = 100;
/** A body that says it is no larger than this is passed over, which costs less than another connection. */
const PASSED_OVER_BYTES = 16_384;

const closing = new WeakSet<Socket>();

/** Whether the connection ends with an answer that was given already: what comes behind it is no request. */
export const isClosing = (socket: Socket): boolean => closing.has(socket);

/** An answer that is given before all of the body has come ends the connection: the rest of the body is not wanted. */
export function closeIfUnread(req: Request, res: Response): void {
  const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => Response;
  res.writeHead = ((...args: unknown[]) => {
    if (!req.complete && !isPassedOver(req)) closeAfterAnswer(req, res);
    return writeHead(...args);
  }) as Response['writeHead'];
}

/** A client that waits to be asked for its body may never send it. */
function isPassedOver({ headers }: Request): boolean {
  return Number(headers['content-length'] ?? Infinity) <= PASSED_OVER_BYTES && headers.expect === undefined;
}

/** Ends the connection with this answer, and in a way in which the client gets it. Before the head of the answer is sent. */
export function closeAfterAnswer(req: Request, res: Response): void {
  const { socket } = req;
  if (closing.has(socket)) return;
  closing.add(socket);
  res.setHeader('Connection', 'close');
  const destroySoon = socket.destroySoon.bind(socket);
  // Node would close at once, and bytes that come after that reset the connection before the client has read the answer.
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
