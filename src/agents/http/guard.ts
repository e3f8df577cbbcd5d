/** Threat T6: checks each address before it is connected to, on the first request and after every redirect. */
import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { t } from '../../base/l10n.ts';
import { type AddressKind, kindOfAddress } from './addresses.ts';

/** Why a connection was not made. Never retried. */
export class Refused extends Error {}

export interface Guard {
  /** Throws {@link Refused} for a URL that may not be asked for at all. */
  checkUrl(url: URL): void;
  /** For `http.request`: resolves the name and refuses what must not be reached; `onAddress` hears the address taken. */
  lookup(onAddress: (kind: AddressKind) => void): LookupFunction;
}

export type Resolver = typeof resolveName;

/** @param allowed `host` or `host:port`; empty: every host */
export function createGuard(allowed: readonly string[], resolver: Resolver = resolveName): Guard {
  return {
    checkUrl(url) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        throw new Refused(t('Only http and https addresses can be requested, not "{0}".', url.protocol));
      const host = hostOf(url);
      if (allowed.length > 0 && !isAllowed(url, allowed))
        throw new Refused(t('The setting ipaWorkflow.network.allow does not name the host "{0}".', url.host));
      if (isIP(host) !== 0) check(host, kindOfAddress(host));
    },
    lookup: (onAddress) => (hostname, options, callback) => {
      resolver(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) {
          callback(error, '', 0);
          return;
        }
        try {
          const [first] = checked(hostname, addresses);
          onAddress(kindOfAddress(first.address));
          if (options.all === true) callback(null, [first]);
          else callback(null, first.address, first.family);
        } catch (refused) {
          callback(refused as Error, '', 0);
        }
      });
    },
  };
}

/** The host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** One forbidden address among several refuses the name: which one is taken is not ours to choose (rebinding). */
function checked(hostname: string, addresses: readonly LookupAddress[]): readonly [LookupAddress, ...LookupAddress[]] {
  const [first, ...others] = addresses;
  if (!first) throw new Refused(t('The name "{0}" has no address.', hostname));
  for (const { address } of addresses) check(hostname, kindOfAddress(address));
  return [first, ...others];
}

function check(host: string, kind: AddressKind): void {
  if (kind === 'forbidden')
    throw new Refused(t('"{0}" is a link-local, metadata or unspecified address, which workflows never reach.', host));
}

function isAllowed(url: URL, allowed: readonly string[]): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return allowed.some((entry) => {
    const wanted = entry.toLowerCase();
    return wanted === url.hostname || wanted === hostOf(url) || wanted === `${url.hostname}:${port}`;
  });
}
