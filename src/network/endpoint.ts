/** Threat T6 for connections other than HTTP: the same rules, on the address that is connected to. */
import { type LookupFunction, Socket } from 'node:net';
import { createGuard, type Resolver } from './guard.ts';

export interface Endpoint {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

/** An endpoint that may be connected to, as long as its name is resolved by `lookup`. */
export interface GuardedEndpoint extends Endpoint {
  readonly lookup: LookupFunction;
}

/**
 * @param allowed `host` or `host:port`; empty: every host that is not forbidden
 * @throws Refused
 */
export function guardEndpoint(
  { host, port }: Endpoint,
  allowed: readonly string[],
  resolver?: Resolver,
): GuardedEndpoint {
  const guard = createGuard(allowed, resolver);
  guard.checkHost(host, port);
  return { host, port, lookup: guard.resolve().lookup };
}

/** A socket that a library connects by `connect(port, host)`, and that goes where it may go all the same. */
export class GuardedSocket extends Socket {
  readonly #endpoint: GuardedEndpoint;

  constructor(endpoint: GuardedEndpoint) {
    super();
    this.#endpoint = endpoint;
  }

  override connect(): this {
    return super.connect({ ...this.#endpoint });
  }
}

/** `host:port` for people. */
export function endpointText({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
