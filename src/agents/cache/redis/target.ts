/** What a `redis://` or `rediss://` address means: `redis://USER:PASSWORD@HOST:PORT/DATABASE`. */
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Endpoint } from '../../../network/endpoint.ts';

export interface RedisTarget extends Endpoint {
  readonly encrypted: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

/** The error is a sentence that does not repeat the address, which may hold a password. */
export function parseTarget(address: string): Result<RedisTarget, string> {
  const example = 'redis://host:6379/0';
  if (!URL.canParse(address)) return err(t('The connection is no address. Write {0}.', example));
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!/^[\w.:%-]+$/.test(host)) return err(t('The connection names no host. Write {0}.', example));
  const database = url.pathname.slice(1);
  if (!/^\d{0,5}$/.test(database)) return err(t('The connection’s database must be a number. Write {0}.', example));
  const [user, password] = [url.username, url.password].map(decoded);
  if (user === undefined || password === undefined)
    return err(t('The connection holds what is not percent-encoded text, or a NUL.'));
  const [unknown] = url.searchParams.keys();
  if (unknown !== undefined) return err(t('The connection’s parameter "{0}" is unknown.', unknown));
  return ok({
    host,
    port: url.port === '' ? 6379 : Number(url.port),
    encrypted: url.protocol === 'rediss:',
    user: user === '' ? undefined : user,
    password: password === '' ? undefined : password,
    database: Number(database),
  });
}

function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return plain.includes('\0') ? undefined : plain;
  } catch {
    return undefined;
  }
}
