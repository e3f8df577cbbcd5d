/**
 * Who may ask at all (threat T9): looked at before anything else of a request.
 *
 * 1. The `Host` is a name of this server: a page whose name was made to lead here (DNS rebinding) has another one.
 * 2. What a browser sends for a foreign page is refused, and no answer ever allows one (no CORS).
 * 3. Every route but `/health` wants the token, compared in constant time.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type http from 'node:http';
import { isIP } from 'node:net';
import { t } from '../base/l10n.ts';
import { RequestFailure } from './answers.ts';

export interface GuardOptions {
  /** The host that it was told to listen on. */
  readonly host: string;
  /** Undefined: nobody needs one (`--open`). */
  readonly token: string | undefined;
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** The failure that a request is answered with; undefined: it may go on. */
export function objectionTo(
  request: http.IncomingMessage,
  { host, token }: GuardOptions,
  needsToken: boolean,
): RequestFailure | undefined {
  const hosts = request.headersDistinct['host'] ?? [];
  const [named = ''] = hosts;
  const names = [...loopbackNames, bracketed(host), bracketed(request.socket.localAddress ?? '')];
  const isOwn = hosts.length === 1 && names.some((name) => isNamed(named, name, request.socket.localPort ?? 0));
  if (!isOwn) return new RequestFailure(403, t('The Host of the request is not a name of this server.'));
  if (!isFromHere(request, named)) return new RequestFailure(403, t('Requests of other sites are refused.'));
  if (!needsToken || token === undefined || isSame(tokenOf(request), token)) return undefined;
  return new RequestFailure(401, t('The token is missing or wrong. Send it as "Authorization: Bearer TOKEN".'), {
    'WWW-Authenticate': 'Bearer',
  });
}

function isNamed(host: string, name: string, port: number): boolean {
  const asked = host.toLowerCase();
  return asked === `${name}:${String(port)}` || (port === 80 && asked === name);
}

/** As a URL has it. */
function bracketed(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  return isIP(plain) === 6 ? `[${plain}]` : plain;
}

function isFromHere({ headers }: http.IncomingMessage, host: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return headers.origin === undefined || headers.origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

function tokenOf({ headers }: http.IncomingMessage): string {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

function isSame(given: string, token: string): boolean {
  const [one, other] = [given, token].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
