/** Threat T6: checks each address before it is connected to, on the first request and after every redirect. */
import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { t } from '../base/l10n.ts';
import { type AddressKind, kindOfAddress } from './addresses.ts';

/** Why a connection was not made. Never retried. */
export class Refused extends Error {}

export interface Guard {
  /** Throws {@link Refused} for what may not be asked for at all; `from` is the host that redirects there, if one does. */
  checkUrl(url: URL, from?: Reached): void;
  /** The same for a connection that is not HTTP. An IPv6 address with or without brackets. */
  checkHost(hostname: string, port: number, from?: Reached): void;
  /** Throws {@link Refused} where credentials would cross the network in plain text (threat T7). */
  checkPlainText(url: URL): void;
  /** For one connection: resolves its name, and refuses it when one of its addresses must not be reached. */
  resolve(from?: Reached): Resolution;
}

/** A host, and what kind of address it turned out to have. */
export interface Reached {
  readonly host: string;
  readonly kind: AddressKind;
}

export interface Resolution {
  readonly lookup: LookupFunction;
  /** Of a connection that was not opened for this: throws {@link Refused} when it leads where it must not. */
  checkReached(hostname: string, remoteAddress: string | undefined): void;
  /** What was connected to. Through a proxy only the name is known: it counts as public. */
  reached(url: URL, remoteAddress: string | undefined): Reached;
}

/** Behind a proxy it is the proxy that resolves names. */
const metadataNames: ReadonlySet<string> = new Set(['metadata.google.internal', 'metadata.goog', 'instance-data']);

export type Resolver = typeof resolveName;

/** @param allowed `host` or `host:port`; empty: every host */
export function createGuard(allowed: readonly string[], resolver: Resolver = resolveName): Guard {
  const checkHost: Guard['checkHost'] = (hostname, port, from) => {
    const host = bare(hostname.toLowerCase());
    if (allowed.length > 0 && !isAllowed(host, port, allowed))
      throw new Refused(
        t(
          'Only some hosts may be reached, and "{0}" is none of them. Name it: in the setting ipaWorkflow.network.allow, on the command line with --network-allow.',
          `${hostname}:${port}`,
        ),
      );
    if (isIP(host) !== 0) check(host, kindOfAddress(host), from);
    else if (metadataNames.has(host.replace(/\.$/, ''))) check(host, 'forbidden', from);
  };
  return {
    checkHost,
    checkUrl(url, from) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        throw new Refused(t('Only http and https addresses can be requested, not "{0}".', url.protocol));
      checkHost(url.hostname, portOf(url), from);
    },
    checkPlainText(url) {
      if (url.protocol === 'https:' || isLoopback(bare(url.hostname))) return;
      if (isAllowed(bare(url.hostname), portOf(url), allowed)) return;
      throw new Refused(
        t(
          'Credentials are not sent to "{0}" in plain text. Use https, or name the host: in the setting ipaWorkflow.network.allow, on the command line with --network-allow.',
          url.host,
        ),
      );
    },
    resolve(from) {
      const kinds = new Map<string, AddressKind>();
      return {
        lookup: (hostname, options, callback) => {
          resolver(hostname, { ...options, all: true }, (error, addresses) => {
            if (error) {
              callback(error, '', 0);
              return;
            }
            try {
              const [first] = checked(hostname, addresses, kinds, from);
              if (options.all === true) callback(null, addresses);
              else callback(null, first.address, first.family);
            } catch (refused) {
              callback(refused as Error, '', 0);
            }
          });
        },
        checkReached(hostname, remoteAddress = '') {
          check(hostname, kindOfAddress(remoteAddress), from);
        },
        reached(url, remoteAddress = '') {
          const host = bare(url.hostname);
          const kind = isIP(host) === 0 ? (kinds.get(remoteAddress) ?? 'public') : kindOfAddress(host);
          return { host: url.host, kind };
        },
      };
    },
  };
}

/** The host without the brackets of an IPv6 address. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** By its name: what a name resolves to is known only when the request is on its way. */
function isLoopback(host: string): boolean {
  return /^(?:.*\.)?localhost\.?$/.test(host) || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** One forbidden address among several refuses the name: which one is taken is not ours to choose (rebinding). */
function checked(
  hostname: string,
  addresses: readonly LookupAddress[],
  kinds: Map<string, AddressKind>,
  from: Reached | undefined,
): readonly [LookupAddress, ...LookupAddress[]] {
  const [first, ...others] = addresses;
  if (!first) throw new Refused(t('The name "{0}" has no address.', hostname));
  for (const { address } of addresses) {
    const kind = kindOfAddress(address);
    check(hostname, kind, from);
    kinds.set(address, kind);
  }
  return [first, ...others];
}

function check(host: string, kind: AddressKind, from: Reached | undefined): void {
  if (kind === 'forbidden')
    throw new Refused(t('"{0}" is a link-local, metadata or unspecified address, which workflows never reach.', host));
  if (kind === 'private' && from?.kind === 'public')
    throw new Refused(t('"{0}" redirects from a public address to one inside ("{1}").', from.host, host));
}

function isAllowed(host: string, port: number, allowed: readonly string[]): boolean {
  const written = isIP(host) === 6 ? `[${host}]` : host;
  const names = [host, written, `${written}:${port}`];
  return allowed.some((entry) => names.includes(entry.toLowerCase()));
}
