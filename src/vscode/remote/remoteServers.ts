import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { lazy } from '../../base/lazy.ts';
import type { Result } from '../../base/result.ts';
import type { Client } from '../../remote/client.ts';
import type { Connection } from '../../remote/connection.ts';
import type { RemoteFailure } from '../../remote/failure.ts';
import type { RemoteMemory } from '../../remote/memory.ts';
import type { SecretVault } from '../secrets/secretVault.ts';
import { allServers, type ServerSetting, serversSetting } from './serverSettings.ts';

const chosenKey = 'remote.server';

/** The servers of the settings, and the one that this workspace works with. No server is asked anything before the user wants it. */
export class RemoteServers implements Disposable {
  /** What was pushed where. */
  readonly memory: RemoteMemory;
  readonly #state: vscode.Memento;
  readonly #connected = new Map<string, Connection>();
  readonly #changed = new Emitter<void>();
  readonly #disposables = new DisposableStore();
  readonly #connections;

  readonly onDidChange = this.#changed.event;

  constructor(vault: SecretVault, state: vscode.Memento) {
    this.#state = state;
    this.#connections = lazy(async () => {
      const { ServerConnections } = await import('./serverConnections.ts');
      return new ServerConnections(vault, this.#connected);
    });
    this.memory = {
      get: (origin, key) => Promise.resolve(state.get<string>(`remote ${origin} ${key}`)),
      set: async (origin, key, id) => {
        await state.update(`remote ${origin} ${key}`, id);
      },
    };
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(serversSetting)) this.#changed.fire();
      }),
    );
  }

  get all(): readonly ServerSetting[] {
    return allServers();
  }

  /** Undefined: everything runs here. */
  get chosen(): ServerSetting | undefined {
    const name = this.#state.get<string>(chosenKey);
    return name === undefined ? undefined : this.named(name);
  }

  /** Whether some server was asked what it is. */
  get isConnected(): boolean {
    return this.#connected.size > 0;
  }

  named(name: string): ServerSetting | undefined {
    return this.all.find((one) => one.name === name);
  }

  async choose(name: string | undefined): Promise<void> {
    await this.#state.update(chosenKey, name);
    this.#changed.fire();
  }

  /** Undefined: it was not asked yet what it is. */
  connected({ url }: ServerSetting): Connection | undefined {
    return this.#connected.get(url);
  }

  async connection(
    { url }: Pick<ServerSetting, 'url'>,
    signal: AbortSignal,
  ): Promise<Result<Connection, RemoteFailure>> {
    const isNew = !this.#connected.has(url);
    const connected = await (await this.#connections()).to(url, signal);
    if (isNew && connected.ok) this.#changed.fire();
    return connected;
  }

  /** For calls of agents. Undefined for a name that the settings do not have; the text says why there is no client. */
  async clientOf(name: string): Promise<Client | string | undefined> {
    const server = this.named(name);
    return server && (await (await this.#connections()).clientOf(server.url));
  }

  /** Its connection and its token. */
  async forget({ url }: ServerSetting): Promise<void> {
    await (await this.#connections()).forget(url);
    this.#changed.fire();
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }
}
