import cluster from 'node:cluster';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, Server as NetServer, type Socket } from 'node:net';
import { within } from '../support/eventually.js';
import { START_ARGS } from '../support/process.js';
import { demand } from './demand.js';

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('Node', () => {
  it('has the answer that is owed in socket._httpMessage (unparsed-requests.ts)', async () => {
    const seen: unknown[] = [];
    const server = createServer((req, res) => {
      const socket = req.socket as Socket & { _httpMessage?: unknown };
      seen.push(socket._httpMessage === res);
      res.end('x', () => setImmediate(() => seen.push(socket._httpMessage == null)));
    });
    const port = await listen(server);
    const socket = connect(port, '127.0.0.1').resume();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await within(5_000, () => expect(seen).toHaveLength(2));
    socket.destroy();
    server.close();
    demand(seen[0] === true, 'Node no longer has the answer that it owes in socket._httpMessage');
    demand(seen[1] === true, 'Node no longer clears socket._httpMessage when an answer has ended');
  });

  it('leaves idle connections open with the close of net.Server (shutdown.ts)', async () => {
    const server = createServer((_req, res) => void res.end('x'));
    const port = await listen(server);
    const socket = connect(port, '127.0.0.1');
    let answers = 0;
    socket.on('data', () => answers++);
    let open = true;
    socket.on('close', () => (open = false));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await within(5_000, () => expect(answers).toBe(1));
    const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await within(5_000, () => expect(answers > 1 || !open).toBe(true));
    demand(open && answers > 1, "The close of Node's net.Server now ends connections of an HTTP server that wait");
    server.closeIdleConnections();
    await closed;
  });

  it('ends the last connection of an answer with socket.destroySoon, and its head with res.writeHead (unread-body.ts)', async () => {
    let writeHead = 0;
    let destroySoon = 0;
    const server = createServer((req, res) => {
      const head = res.writeHead.bind(res) as (...args: unknown[]) => typeof res;
      res.writeHead = (...args: unknown[]) => (writeHead++, head(...args));
      const end = req.socket.destroySoon.bind(req.socket);
      req.socket.destroySoon = () => (destroySoon++, end());
      res.setHeader('Connection', 'close').end('x');
    });
    await (await fetch(`http://127.0.0.1:${await listen(server)}`)).text();
    server.close();
    demand(writeHead === 1, 'Node no longer calls res.writeHead for a head that nobody wrote');
    demand(destroySoon === 1, 'Node no longer ends a connection after its last answer with socket.destroySoon');
  });

  it('hands a connection to a worker with process.send({ act: "newconn", seq }) and gets { ack } (undelivered.ts)', async () => {
    cluster.setupPrimary({ exec: 'test/contracts/worker.cjs' });
    const worker = cluster.fork();
    const sent: number[] = [];
    const acknowledged: number[] = [];
    const send = worker.process.send.bind(worker.process) as (message: object, ...rest: unknown[]) => boolean;
    worker.process.send = (message: { act?: string; seq?: number }, ...rest: unknown[]) => {
      if (message.act === 'newconn' && message.seq !== undefined && rest[0] !== undefined) sent.push(message.seq);
      return send(message, ...rest);
    };
    worker.process.on('internalMessage', ({ ack }: { ack?: number }) => {
      if (ack !== undefined) acknowledged.push(ack);
    });
    const { port } = await new Promise<AddressInfo>((resolve) =>
      worker.once('listening', (at) => resolve(at as never)),
    );
    const answer = await (await fetch(`http://127.0.0.1:${port}`)).text();
    expect(answer).toBe('of a worker');
    demand(
      sent.length > 0,
      'Node no longer hands a connection on with worker.process.send({ act: "newconn", seq }, handle)',
    );
    await within(5_000, () => expect(acknowledged.length).toBeGreaterThan(0)).catch(() => {});
    demand(
      sent.every((seq) => acknowledged.includes(seq)),
      'Node no longer acknowledges a connection with { ack: seq }',
    );
    worker.process.kill('SIGKILL');
    await new Promise((resolve) => worker.once('exit', resolve));
  });

  it('knows the flags of npm start, and the image starts with the same', () => {
    const { status, stderr } = spawnSync(process.execPath, [...START_ARGS.slice(0, -1), '-e', ''], {
      encoding: 'utf8',
    });
    demand(status === 0, `Node no longer knows a flag of npm start: ${stderr}`);
    const command = /^CMD (\[.*\])$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? '[]';
    expect(JSON.parse(command)).toEqual(['node', ...START_ARGS]);
  });
});
