/** What a `postgres://` address means: `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`. */
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { ConnectionOptions } from 'node:tls';
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { type Endpoint, isLoopback } from '../../../network/endpoint.ts';
import { reasonOf } from '../../failures.ts';

export interface PostgresTarget extends Endpoint {
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  /** Undefined: not encrypted. */
  readonly tls: ConnectionOptions | undefined;
}

/** As libpq names them. `prefer` and `require` verify as well: what is encrypted for anybody is encrypted for nobody. */
const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
const parameters = ['sslmode', 'sslrootcert'];

/**
 * The error is a sentence that does not repeat the address, which may hold a password.
 *
 * @param isNamed whether the user's settings have it: only then it may name a file of certificates
 */
export function parseTarget(address: string, isNamed: boolean): Result<PostgresTarget, string> {
  const example = 'postgres://user@host:5432/database';
  if (!URL.canParse(address)) return err(t('The connection is no address. Write {0}.', example));
  const url = new URL(address);
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decoded);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (user === undefined || password === undefined || database === undefined)
    return err(t('The connection holds what is not percent-encoded text, or a NUL.'));
  if (!/^[\w.:%-]+$/.test(host)) return err(t('The connection names no host. Write {0}.', example));
  const unknown = [...url.searchParams.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined)
    return err(t('The connection’s parameter "{0}" is unknown. Known are: {1}.', unknown, parameters.join(', ')));
  const tls = tlsOf(url, host, isNamed);
  if (!tls.ok) return tls;
  const name = user === '' ? userInfo().username : user;
  return ok({
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    user: name,
    password: password === '' ? undefined : password,
    database: database === '' ? name : database,
    tls: tls.value,
  });
}

/** Without a mode: verified, but on this machine. */
function tlsOf(url: URL, host: string, isNamed: boolean): Result<ConnectionOptions | undefined, string> {
  const written = url.searchParams.get('sslmode') ?? (isLoopback(host) ? 'disable' : 'verify-full');
  const mode = sslModes.find((one) => one === written);
  if (mode === undefined) return err(t('The sslmode "{0}" is unknown. Known are: {1}.', written, sslModes.join(', ')));
  if (mode === 'disable') return ok(undefined);
  const options: ConnectionOptions = {
    rejectUnauthorized: true,
    ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  };
  const file = url.searchParams.get('sslrootcert');
  if (file === null) return ok(options);
  if (!isNamed) return err(t('Only a connection in the setting ipaWorkflow.connections may name an sslrootcert.'));
  try {
    return ok({ ...options, ca: readFileSync(file, 'utf8') });
  } catch (error) {
    return err(t('The sslrootcert cannot be read: {0}', reasonOf(error)));
  }
}

function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return plain.includes('\0') ? undefined : plain;
  } catch {
    return undefined;
  }
}
