import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { t } from '../base/l10n.ts';
import { type Guard, type Reached, Refused, type Resolution } from './guard.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface HttpTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  /** Longest silence while the body arrives. */
  readonly idleMs: number;
  /** The whole body. */
  readonly bodyMs: number;
}

const maxRedirects = 3;
const credentials = ['authorization', 'cookie', 'proxy-authorization'];

/** Sends the request and follows redirects under the guard's rules; resolves when the final answer's headers are there. */
export async function send(
  first: HttpRequest,
  guard: Guard,
  timeouts: HttpTimeouts,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let request = first;
  let from: Reached | undefined;
  for (let redirects = 0; ; redirects++) {
    guard.checkUrl(request.url, from);
    const resolution = guard.resolve(from);
    const response = await sendOnce(request, resolution, timeouts, signal);
    const location = isRedirect(response.statusCode) ? response.headers.location : undefined;
    if (location === undefined) return response;
    response.destroy();
    if (redirects === maxRedirects) throw new Refused(t('More than {0} redirects.', maxRedirects));
    const reached = resolution.reached(request.url, response.socket.remoteAddress);
    // Once outside, a chain of redirects never leads inside.
    if (from?.kind !== 'public') from = reached;
    request = redirected(request, location, response.statusCode ?? 302);
  }
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
  const becomesGet = status === 303 || (status < 303 && request.method === 'POST');
  const dropped = [
    ...(url.origin === request.url.origin ? [] : credentials),
    ...(becomesGet ? ['content-type', 'content-length'] : []),
  ];
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !dropped.includes(name)));
  return becomesGet ? { url, method: 'GET', headers, body: undefined } : { ...request, url, headers };
}

function sendOnce(
  { url, method, headers, body }: HttpRequest,
  { lookup }: Resolution,
  timeouts: HttpTimeouts,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    // A connection of its own: one that others opened would not have been checked.
    const request = (isSecure ? https : http).request(url, { method, headers, signal, lookup, agent: false });
    const { connectMs, headersMs } = timeouts;
    let timer = deadline(request, connectMs, t('No connection to "{0}" within {1} s.', url.host, connectMs / 1000));
    request.on('socket', (socket) => {
      const connected = (): void => {
        clearTimeout(timer);
        timer = deadline(request, headersMs, t('"{0}" did not answer within {1} s.', url.host, headersMs / 1000));
      };
      if (socket.connecting) socket.once(isSecure ? 'secureConnect' : 'connect', connected);
      else connected();
    });
    request.on('response', (response) => {
      clearTimeout(timer);
      limitBody(response, url, timeouts);
      resolve(response);
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body);
  });
}

function limitBody(response: IncomingMessage, url: URL, { idleMs, bodyMs }: HttpTimeouts): void {
  response.setTimeout(idleMs, () => {
    response.destroy(new Error(t('The answer of "{0}" stopped for {1} s.', url.host, idleMs / 1000)));
  });
  const whole = deadline(response, bodyMs, t('The answer of "{0}" took longer than {1} s.', url.host, bodyMs / 1000));
  response.on('close', () => {
    clearTimeout(whole);
  });
}

function deadline(stream: ClientRequest | IncomingMessage, ms: number, message: string): NodeJS.Timeout {
  return setTimeout(() => {
    stream.destroy(new Error(message));
  }, ms);
}
