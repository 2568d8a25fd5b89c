import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be made to fail as networks do. */
export interface Proxy {
  port: number;
  /** Where new connections go. */
  target: number;
  /** From now on nothing arrives, in either direction, and nobody is told. */
  swallow: boolean;
  /** Answers with this in them do not arrive. */
  loses?: string;
  close(): void;
}

export async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    track(client);
    const upstream = track(connect(proxy.target, '127.0.0.1'));
    client.on('data', (data) => proxy.swallow || upstream.write(data));
    upstream.on(
      'data',
      (data) => proxy.swallow || (proxy.loses !== undefined && data.includes(proxy.loses)) || client.write(data),
    );
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: Proxy = {
    port: (server.address() as AddressInfo).port,
    target,
    swallow: false,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return proxy;
}
