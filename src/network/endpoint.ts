/** Threat T6 for connections other than HTTP: the same rules, on the address that is connected to. */
import { type LookupFunction, Socket } from 'node:net';
import { t } from '../base/l10n.ts';
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

/**
 * Whether a password or a secret may be sent there (threat T7): encrypted, on this machine, or to a host that the list of allowed
 * ones names, which the user has agreed to.
 *
 * @param allowed as for {@link guardEndpoint}, which the endpoint has passed
 */
export function mayHearSecrets({ host }: Endpoint, encrypted: boolean, allowed: readonly string[]): boolean {
  return encrypted || isLoopback(host) || allowed.length > 0;
}

/** @param remedy what to write instead: `rediss://` */
export function plainTextRefusal(place: string, remedy: string): string {
  return t(
    'Neither a password nor a secret is sent to {0} in plain text. Use {1}, or name the host: in the setting ipaWorkflow.network.allow, on the command line with --network-allow.',
    place,
    remedy,
  );
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
