import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { t } from '../../base/l10n.ts';
import { type AddressKind, kindOfAddress } from './addresses.ts';
import { type Guard, hostOf, Refused } from './guard.ts';

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
  for (let redirects = 0; ; redirects++) {
    guard.checkUrl(request.url);
    const { response, reached } = await sendOnce(request, guard, timeouts, signal);
    const location = isRedirect(response.statusCode) ? response.headers.location : undefined;
    if (location === undefined) return response;
    response.resume();
    if (redirects === maxRedirects) throw new Refused(t('More than {0} redirects.', maxRedirects));
    request = redirected(request, location, response.statusCode ?? 302);
    await checkDirection(first.url, reached, request.url, guard);
  }
}

function isRedirect(status: number | undefined): boolean {
  return status !== undefined && [301, 302, 303, 307, 308].includes(status);
}

/** A public server must not send us to an address inside. */
async function checkDirection(from: URL, reached: AddressKind, to: URL, guard: Guard): Promise<void> {
  guard.checkUrl(to);
  if (reached !== 'public') return;
  const host = hostOf(to);
  const kind = isIP(host) !== 0 ? kindOfAddress(host) : await kindOfName(host, guard);
  if (kind === 'private')
    throw new Refused(t('"{0}" redirects from a public address to one inside ("{1}").', from.host, to.host));
}

function kindOfName(host: string, guard: Guard): Promise<AddressKind> {
  return new Promise((resolve, reject) => {
    guard.lookup(resolve)(host, {}, (error) => {
      if (error) reject(error);
    });
  });
}

function redirected(request: HttpRequest, location: string, status: number): HttpRequest {
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
  guard: Guard,
  timeouts: HttpTimeouts,
  signal: AbortSignal,
): Promise<{ response: IncomingMessage; reached: AddressKind }> {
  return new Promise((resolve, reject) => {
    const host = hostOf(url);
    let reached: AddressKind = isIP(host) !== 0 ? kindOfAddress(host) : 'public';
    const lookup = guard.lookup((kind) => {
      reached = kind;
    });
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      headers,
      signal,
      lookup,
      agent: false,
    });
    const timer = deadline(
      timeouts.connectMs,
      t('No connection to "{0}" within {1} s.', url.host, timeouts.connectMs / 1000),
    );
    let current = timer(request);
    request.on('socket', (socket) => {
      const connected = (): void => {
        clearTimeout(current);
        current = deadline(
          timeouts.headersMs,
          t('"{0}" did not answer within {1} s.', url.host, timeouts.headersMs / 1000),
        )(request);
      };
      if (socket.connecting) socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
      else connected();
    });
    request.on('response', (response) => {
      clearTimeout(current);
      response.setTimeout(timeouts.idleMs, () => {
        response.destroy(new Error(t('The answer of "{0}" stopped for {1} s.', url.host, timeouts.idleMs / 1000)));
      });
      resolve({ response, reached });
    });
    request.on('error', (error) => {
      clearTimeout(current);
      reject(error);
    });
    request.end(body);
  });
}

function deadline(ms: number, message: string): (request: http.ClientRequest) => NodeJS.Timeout {
  return (request) =>
    setTimeout(() => {
      request.destroy(new Error(message));
    }, ms);
}
