/** Real servers on loopback that end with the test. */
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import type { Certificate } from './certificate.ts';

const open: { close(): Promise<void> }[] = [];

/** Call it in `afterEach`. */
export async function closeServers(): Promise<void> {
  for (const server of open.splice(0)) await server.close();
}

export interface Origin {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Connections so far. */
  connections(): number;
}

export async function serveHttp(handler: http.RequestListener, host = '127.0.0.1'): Promise<Origin> {
  return await listen(http.createServer(handler), host);
}

export async function serveHttps({ key, cert }: Certificate, handler: http.RequestListener): Promise<Origin> {
  const origin = await listen(https.createServer({ key, cert }, handler), '127.0.0.1');
  return { ...origin, url: origin.url.replace('http:', 'https:') };
}

/** For answers that no HTTP server gives. */
export async function serveRaw(handler: (socket: net.Socket) => void, host = '127.0.0.1'): Promise<Origin> {
  return await listen(net.createServer(handler), host);
}

/** The same behind TLS. */
export async function serveTls({ key, cert }: Certificate, handler: (socket: net.Socket) => void): Promise<Origin> {
  return await listen(
    tls.createServer({ key, cert }, (socket) => {
      handler(socket.on('error', () => undefined));
    }),
    '127.0.0.1',
  );
}

async function listen(server: http.Server | https.Server | net.Server, host: string): Promise<Origin> {
  const sockets = new Set<net.Socket>();
  let count = 0;
  server.on('connection', (socket: net.Socket) => {
    count++;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  open.push({
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`,
    connections: () => count,
  };
}
