/** The connections of this window. Loaded when the first server is asked something. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { systemClock } from '../../engine/systemPorts.ts';
import { serverAddress } from '../../remote/address.ts';
import { listAgents } from '../../remote/agents.ts';
import { Client, type ClientOptions } from '../../remote/client.ts';
import { connect, type Connection } from '../../remote/connection.ts';
import { failure, type RemoteFailure } from '../../remote/failure.ts';
import { executionSettings } from '../settings.ts';
import { hearAgents } from './remoteNames.ts';
import { ServerCredentials } from './credentials.ts';
import type { SecretVault } from '../secrets/secretVault.ts';

/**
 * 1. A server is asked what it is once for each address. Credentials are asked for where it wants some.
 * 2. None is asked anything in a workspace that is not trusted (threat T4).
 */
export class ServerConnections {
  readonly #credentials: ServerCredentials;
  readonly #connected: Map<string, Connection>;

  /** @param connected by address; takes the connections */
  constructor(vault: SecretVault, connected: Map<string, Connection>) {
    this.#credentials = new ServerCredentials(vault);
    this.#connected = connected;
  }

  async to(url: string, signal: AbortSignal): Promise<Result<Connection, RemoteFailure>> {
    const known = this.#connected.get(url);
    if (known) return known.dialect === 'R3' ? await this.#signedIn(known) : ok(known);
    const connected = await this.#recognised(url, signal);
    if (!connected.ok) return connected;
    this.#connected.set(url, connected.value);
    const ready = connected.value.dialect === 'R3' ? await this.#withLogin(url, connected.value) : connected;
    if (ready.ok && ready.value.dialect !== 'V2') void this.#hearAgents(url, ready.value);
    return ready;
  }

  /** For calls of agents, whose path is the same everywhere. The text says why there is none. */
  async clientOf(url: string): Promise<Client | string> {
    const known = this.#connected.get(url);
    if (known) return known.client;
    const options = await this.#options(url, false);
    return options.ok ? new Client(options.value) : options.error.message;
  }

  async forget(url: string): Promise<void> {
    const address = serverAddress(url);
    this.#connected.delete(url);
    if (address.ok) await this.#credentials.forget(address.value);
  }

  /** For completion. Where it fails nothing is offered, and nothing said. */
  async #hearAgents(url: string, connection: Connection): Promise<void> {
    const agents = await listAgents(connection, AbortSignal.timeout(30_000));
    if (agents.ok) hearAgents(url, agents.value);
  }

  async #recognised(url: string, signal: AbortSignal): Promise<Result<Connection, RemoteFailure>> {
    const options = await this.#options(url, false);
    if (!options.ok) return options;
    const connected = await connect(options.value, signal);
    if (connected.ok || (connected.error.code !== 'unauthorized' && connected.error.code !== 'plain-http'))
      return connected;
    const token = await this.#credentials.ask(new Client(options.value), false);
    if (token === undefined) return connected;
    const again = await this.#options(url, false);
    return again.ok ? await connect(again.value, signal) : again;
  }

  /** R3 tells what it is before anybody signed in. */
  async #withLogin(url: string, connection: Connection): Promise<Result<Connection, RemoteFailure>> {
    const options = await this.#options(url, true);
    if (!options.ok) return options;
    const own = { ...connection, client: new Client(options.value) };
    this.#connected.set(url, own);
    return await this.#signedIn(own);
  }

  async #signedIn(connection: Connection): Promise<Result<Connection, RemoteFailure>> {
    const { address } = connection.client;
    const token = (await this.#credentials.token(address)) ?? (await this.#credentials.ask(connection.client, true));
    if (token !== undefined) return ok(connection);
    return err(failure('unauthorized', t('"{0}" wants that you sign in.', address.host)));
  }

  async #options(url: string, hasLogin: boolean): Promise<Result<ClientOptions, RemoteFailure>> {
    if (!vscode.workspace.isTrusted)
      return err(failure('unsupported', t('This folder is not trusted, so no server is asked anything.')));
    const parsed = serverAddress(url);
    if (!parsed.ok) return err(failure('refused-address', parsed.error));
    const address = parsed.value;
    const options: ClientOptions = {
      address,
      clock: systemClock(),
      allowedHosts: () => executionSettings().allowedHosts,
      token: () => this.#credentials.token(address),
      allowPlainHttp: await this.#credentials.allowsPlainHttp(address),
    };
    const renewToken = (): Promise<string | undefined> => this.#credentials.ask(new Client(options), hasLogin);
    return ok({ ...options, renewToken });
  }
}
