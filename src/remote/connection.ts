/** A server whose dialect is known, and how its paths are written. */
import { err, ok, type Result } from '../base/result.ts';
import { Client, type ClientOptions } from './client.ts';
import { recognise, type Recognised } from './dialect.ts';
import type { RemoteFailure } from './failure.ts';

export interface Connection extends Recognised {
  readonly client: Client;
  /** The path of a collection, with the final slash where the dialect wants it. */
  readonly collection: (name: 'agents' | 'workflows' | 'executions') => string;
}

/**
 * Asks the server what it is. Nothing is asked of the user meanwhile: where credentials are wanted the failure is `unauthorized`.
 */
export async function connect(options: ClientOptions, signal: AbortSignal): Promise<Result<Connection, RemoteFailure>> {
  const recognised = await recognise(new Client({ ...options, renewToken: () => Promise.resolve(undefined) }), signal);
  return recognised.ok ? ok(connectionTo(new Client(options), recognised.value)) : err(recognised.error);
}

/** To a server that was recognised before. */
export function connectionTo(client: Client, recognised: Recognised): Connection {
  return { ...recognised, client, collection: (name) => (recognised.dialect === 'T' ? `/${name}` : `/${name}/`) };
}
