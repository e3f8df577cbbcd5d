/** Requests as no well-behaved client sends them. */
import http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export interface RawReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export function rawRequest(
  port: number,
  { method = 'GET', path = '/health', headers = {}, body }: RawRequest,
): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const all = headers['transfer-encoding'] === undefined ? { ...length, ...headers } : headers;
    const request = http.request({ host: '127.0.0.1', port, method, path, headers: all, agent: false }, (response) => {
      text(response).then((read) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read });
      }, reject);
    });
    request.on('error', reject).end(body);
  });
}

/** Writes bytes and resolves with the first line that comes back; empty when the connection ends before. */
export function firstLine(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let read = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      read += chunk;
      if (read.includes('\r\n')) socket.destroy();
    });
    socket
      .on('error', () => undefined)
      .on('close', () => {
        resolve(read.split('\r\n')[0] ?? '');
      });
  });
}
