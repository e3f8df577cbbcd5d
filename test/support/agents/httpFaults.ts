/** The misbehaviours of fault F10: what a server does, and what the model says of one attempt at it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { HttpTimeouts } from '../../../src/network/request.ts';
import { type Certificates } from './httpCertificates.ts';
import { closeServers, serveHttp, serveHttps, serveRaw } from './servers.ts';

export interface Fault {
  /** Starts the server. @returns its address. It tells of each request, and of each connection's end. */
  readonly serve: (arrived: () => void, closed: () => void) => Promise<string>;
  readonly timeouts?: Partial<HttpTimeouts>;
  /** The kind of the failure of each attempt; `ok`: it succeeds. The last one stays. */
  readonly attempts: readonly ('network' | 'http' | 'ok')[];
  readonly retryable: boolean;
  /** It never ends by itself within an hour, unless a limit of the runner stops it. */
  readonly hangs?: true;
}

type Answer = (response: ServerResponse, count: number, request: IncomingMessage) => void;

function http(answer: Answer): Fault['serve'] {
  return async (arrived, closed) => {
    let count = 0;
    const { url } = await serveHttp((request, response) => {
      arrived();
      request.socket.on('close', closed);
      answer(response, ++count, request);
    });
    return url;
  };
}

/** Answers each request with these bytes and what then happens to the connection. */
function raw(text: string, then: 'end' | 'reset' | 'nothing'): Fault['serve'] {
  return async (arrived, closed) => {
    const { url } = await serveRaw((socket) => {
      socket.on('close', closed);
      socket.on('data', () => {
        arrived();
        if (text === '') return;
        socket.write(text, () => {
          if (then === 'end') socket.end();
          else if (then === 'reset') socket.resetAndDestroy();
        });
      });
    });
    return url;
  };
}

function tls(name: 'selfSigned' | 'expired' | 'wrongHost', certificates: () => Certificates): Fault {
  return {
    serve: async () => (await serveHttps(certificates()[name], (_, response) => response.end())).url,
    attempts: ['network'],
    retryable: false,
  };
}

const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
const half = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf';

export function faults(certificates: () => Certificates): Readonly<Record<string, Fault>> {
  return {
    'a refused connection': {
      serve: async () => {
        const { url } = await serveHttp(() => undefined);
        await closeServers();
        return url;
      },
      attempts: ['network'],
      retryable: true,
    },
    'a reset in the body': { serve: raw(half, 'reset'), attempts: ['network'], retryable: true },
    'a wrong length': { serve: raw(half, 'end'), attempts: ['network'], retryable: true },
    'an answer that is another protocol': {
      serve: raw('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 'nothing'),
      attempts: ['network'],
      retryable: true,
    },
    'no answer': {
      serve: raw('', 'nothing'),
      timeouts: { headersMs: 20 },
      attempts: ['network'],
      retryable: true,
      hangs: true,
    },
    'a body of 0 B/s': {
      serve: raw(half, 'nothing'),
      timeouts: { idleMs: 20 },
      attempts: ['network'],
      retryable: true,
      hangs: true,
    },
    'a body that drips': {
      serve: http((response) => {
        const drip = setInterval(() => response.write('a'), 5);
        response.writeHead(200).on('close', () => {
          clearInterval(drip);
        });
        response.write('a');
      }),
      timeouts: { bodyMs: 40 },
      attempts: ['network'],
      retryable: true,
      hangs: true,
    },
    '429, then an answer': {
      serve: http((response, count) => response.writeHead(count === 1 ? 429 : 200, { 'retry-after': '7' }).end()),
      attempts: ['http', 'ok'],
      retryable: true,
    },
    '503 twice, then an answer': {
      serve: http((response, count) => response.writeHead(count <= 2 ? 503 : 200).end()),
      attempts: ['http', 'http', 'ok'],
      retryable: true,
    },
    '500 always': { serve: http((response) => response.writeHead(500).end()), attempts: ['http'], retryable: true },
    'a gzip bomb': {
      serve: http((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)),
      attempts: ['http'],
      retryable: false,
    },
    'a loop of 301': {
      serve: http((response, _, { url }) => response.writeHead(301, { location: url }).end()),
      attempts: ['network'],
      retryable: false,
    },
    'a self-signed certificate': tls('selfSigned', certificates),
    'an expired certificate': tls('expired', certificates),
    'a certificate for another host': tls('wrongHost', certificates),
  };
}
