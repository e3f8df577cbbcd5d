/** HTTP under the rules of `guard.ts` (threats T6 and T7). */
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { t } from '../base/l10n.ts';
import { connectPlain, connectSecure } from './connect.ts';
import { credentialNames, hasCredentials } from './credentials.ts';
import { type Guard, type Reached, Refused, type Resolution } from './guard.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** Whether a text holds a secret: then it is treated as credentials are, whatever header or body it is in. */
  readonly holdsSecret?: ((text: string) => boolean) | undefined;
}

/** Infinity: no limit. */
export interface HttpTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  /** Longest silence while the body arrives. */
  readonly idleMs: number;
  /** The whole body. */
  readonly bodyMs: number;
}

const mostRedirects = 3;

/**
 * Sends the request and follows redirects under the guard's rules; resolves when the final answer's headers are there.
 *
 * @param follows false: a redirect is an answer like others
 */
export async function send(
  first: HttpRequest,
  guard: Guard,
  timeouts: HttpTimeouts,
  signal: AbortSignal,
  follows = true,
): Promise<IncomingMessage> {
  let request = first;
  let from: Reached | undefined;
  for (let redirects = 0; ; redirects++) {
    guard.checkUrl(request.url, from);
    if (hasCredentials(request.url, request.headers) || tellsSecret(request)) guard.checkPlainText(request.url);
    const resolution = guard.resolve(from);
    const response = await sendOnce(request, resolution, timeouts, signal);
    const location = follows && isRedirect(response.statusCode) ? response.headers.location : undefined;
    if (location === undefined) return response;
    response.destroy();
    if (redirects === mostRedirects) throw new Refused(t('More than {0} redirects.', mostRedirects));
    const reached = resolution.reached(request.url, response.socket.remoteAddress);
    // Once outside, a chain of redirects never leads inside.
    if (from?.kind !== 'public') from = reached;
    request = redirected(request, location, response.statusCode ?? 302);
  }
}

/** In a header, in the body, or in the address itself. */
function tellsSecret(request: HttpRequest): boolean {
  const { url, headers, holdsSecret } = request;
  if (holdsSecret === undefined) return false;
  return [url.href, ...Object.values(headers)].some(holdsSecret) || isSecretBody(request);
}

function isSecretBody({ body, holdsSecret }: HttpRequest): boolean {
  if (body === undefined || holdsSecret === undefined) return false;
  return holdsSecret(typeof body === 'string' ? body : new TextDecoder().decode(body));
}

function isRedirect(status: number | undefined): boolean {
  return status !== undefined && [301, 302, 303, 307, 308].includes(status);
}

function redirected(request: HttpRequest, location: string, status: number): HttpRequest {
  if (!URL.canParse(location, request.url.href))
    throw new Refused(t('"{0}" redirects to what is no address.', request.url.host));
  const url = new URL(location, request.url);
  if (request.url.protocol === 'https:' && url.protocol === 'http:')
    throw new Refused(t('The server redirects from https to http ("{0}").', url.host));
  const becomesGet = (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST');
  const { holdsSecret } = request;
  const isElsewhere = url.origin !== request.url.origin;
  const isDropped = (name: string, value: string): boolean =>
    (isElsewhere && (name === 'host' || credentialNames.test(name) || holdsSecret?.(value) === true)) ||
    (becomesGet && /^content-(?:type|length|encoding)$/.test(name));
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name, value]) => !isDropped(name, value)),
  );
  if (becomesGet) return { url, method: 'GET', headers, body: undefined, holdsSecret };
  if (isElsewhere && isSecretBody(request))
    throw new Refused(t('"{0}" redirects a secret to another origin ("{1}").', request.url.host, url.host));
  return { ...request, url, headers };
}

function sendOnce(
  { url, method, headers, body }: HttpRequest,
  resolution: Resolution,
  timeouts: HttpTimeouts,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const isSecure = url.protocol === 'https:';
    // No agent: one given here would keep VS Code's proxy support away where the user set it to "on".
    const createConnection = isSecure ? connectSecure : connectPlain;
    const { lookup } = resolution;
    const request = (isSecure ? https : http).request(url, { method, headers, lookup, createConnection });
    // Not left to the request: while an agent has no connection for it yet, it tells nothing of its end.
    const fail = (error: Error): void => {
      timer.stop();
      signal.removeEventListener('abort', stop);
      reject(error);
      request.destroy();
    };
    const stop = (): void => {
      fail(signal.reason as Error);
    };
    signal.addEventListener('abort', stop);
    const { connectMs, headersMs } = timeouts;
    let timer = deadline(connectMs, t('No connection to "{0}" within {1} s.', url.host, connectMs / 1000), fail);
    whenConnected(request, isSecure, () => {
      timer.stop();
      timer = deadline(headersMs, t('"{0}" did not answer within {1} s.', url.host, headersMs / 1000), fail);
    });
    request.on('socket', (socket) => {
      try {
        if (request.reusedSocket) resolution.checkReached(url.hostname, socket.remoteAddress);
      } catch (refused) {
        fail(refused as Refused);
      }
    });
    request.on('response', (response) => {
      timer.stop();
      signal.removeEventListener('abort', stop);
      limitBody(response, url, timeouts, signal);
      resolve(response);
    });
    const leaveHttp = (response: IncomingMessage, socket: Duplex): void => {
      socket.destroy();
      const status = response.statusCode ?? 0;
      fail(new Error(t('"{0}" answered {1} and speaks no HTTP any more.', url.host, status)));
    };
    request.on('upgrade', leaveHttp).on('connect', leaveHttp);
    request.on('error', fail);
    request.end(body);
  });
}

function whenConnected(request: ClientRequest, isSecure: boolean, connected: () => void): void {
  request.on('socket', (socket) => {
    if (socket.connecting) socket.once(isSecure ? 'secureConnect' : 'connect', connected);
    else connected();
  });
}

function limitBody(response: IncomingMessage, url: URL, { idleMs, bodyMs }: HttpTimeouts, signal: AbortSignal): void {
  const end = (error: Error): void => {
    response.destroy(error);
  };
  const stop = (): void => {
    end(signal.reason as Error);
  };
  response.setTimeout(idleMs === Infinity ? 0 : idleMs, () => {
    end(new Error(t('The answer of "{0}" stopped for {1} s.', url.host, idleMs / 1000)));
  });
  const whole = deadline(bodyMs, t('The answer of "{0}" took longer than {1} s.', url.host, bodyMs / 1000), end);
  signal.addEventListener('abort', stop);
  response.on('close', () => {
    whole.stop();
    signal.removeEventListener('abort', stop);
  });
}

function deadline(ms: number, message: string, late: (error: Error) => void): { stop(): void } {
  if (ms === Infinity) return { stop: () => undefined };
  const timer = setTimeout(() => {
    late(new Error(message));
  }, ms);
  return {
    stop: () => {
      clearTimeout(timer);
    },
  };
}
