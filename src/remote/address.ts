/** The address of a server as people write it, and the paths below it. */
import { isIPv4 } from 'node:net';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';

export interface ServerAddress {
  /** Ends with `/api/v1`, or what else the user wrote; without a final slash. */
  readonly base: string;
  /** What a token is bound to (threat T8): scheme, host and port. */
  readonly origin: string;
  /** Host and port, for people. */
  readonly host: string;
  readonly isLoopback: boolean;
  readonly isSecure: boolean;
}

/** `http://host:8000` means its `/api/v1`. The error is a sentence. */
export function serverAddress(text: string): Result<ServerAddress, string> {
  const written = text.trim();
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    return err(t('"{0}" is not an address. It begins with http:// or https://.', written));
  if (url.username !== '' || url.password !== '')
    return err(t('The address holds a password. Leave it out: it is asked for, and kept in a safe place.'));
  if (url.search !== '' || url.hash !== '')
    return err(t('The address of a server ends before the ? or #: write "{0}".', `${url.origin}${url.pathname}`));
  const path = url.pathname.replace(/\/+$/, '');
  return ok({
    base: `${url.origin}${path === '' ? '/api/v1' : path}`,
    origin: url.origin,
    host: url.host,
    isLoopback: isLoopback(url.hostname),
    isSecure: url.protocol === 'https:',
  });
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'))
  );
}

/** One segment of a path; undefined for an id that no path can carry. */
export function segment(id: string): string | undefined {
  return id === '' || id === '.' || id === '..'
    ? undefined
    : encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\ufffd'));
}
