/**
 * The local REST server of a window: off until it is asked for, in a trusted workspace alone (threat T9), over the executions that
 * the window shows. Its token is in the secret storage.
 */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import type { Executions } from '../../sdk/executions.ts';
import type { Store } from '../../sdk/store.ts';
import type { Workspace } from '../../sdk/workspace.ts';
import type { RestServer } from '../../server/server.ts';
import type { ConnectionRow, RowSource } from '../connections/rows.ts';
import { contextKeys } from '../contributions.ts';
import { write } from '../executions/executionLog.ts';
import { projectLimits } from '../settings.ts';

const tokenKey = 'localServer.token';

export interface LocalServerOptions {
  readonly executions: Executions;
  readonly store: Store;
  /** Whose executions the window shows. */
  readonly folder: string;
  readonly secrets: vscode.SecretStorage;
  readonly output: vscode.LogOutputChannel;
  /** Of the extension. */
  readonly version: string;
}

export class LocalServer implements RowSource {
  readonly #options: LocalServerOptions;
  readonly #disposables = new DisposableStore();
  readonly #changed = new Emitter<void>();
  #running: { readonly server: RestServer; readonly token: string; readonly shown: Disposable } | undefined;
  #starting: Promise<string | undefined> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(options: LocalServerOptions) {
    this.#options = options;
  }

  /** `http://127.0.0.1:8000/api/v1`; undefined while it is off. */
  get address(): string | undefined {
    return this.#running && `${this.#running.server.url}/api/v1`;
  }

  /** What every request sends; undefined while it is off. */
  get header(): string | undefined {
    return this.#running && `Authorization: Bearer ${this.#running.token}`;
  }

  /**
   * Starts it, where it does not run yet.
   *
   * @param port 0: a free one
   * @returns why it could not be started, for people
   */
  start(port: number): Promise<string | undefined> {
    this.#starting ??= this.#start(port).finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    running.shown.dispose();
    this.#tell();
    await running.server.close();
  }

  rows(): Promise<readonly ConnectionRow[]> {
    if (!this.#running) return Promise.resolve([]);
    const { url } = this.#running.server;
    const tooltip = t(
      'Programs on this machine reach the executions of this window here. Copy the header that they send.',
    );
    const row = { label: t('Local server'), description: url, tooltip, icon: 'broadcast', context: 'server.local' };
    return Promise.resolve([{ id: 'server/local', name: 'local', ...row }]);
  }

  dispose(): void {
    void this.stop();
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  async #start(port: number): Promise<string | undefined> {
    if (this.#running) return undefined;
    if (!vscode.workspace.isTrusted) return t('This folder is not trusted, so nothing is executed in it.');
    const { startServer } = await import('../../server/server.ts');
    const { output, version } = this.#options;
    const token = await this.#token();
    const started = await startServer({
      workspace: await this.#workspace(),
      version,
      host: '127.0.0.1',
      port,
      token,
      logger: {
        log: (level, message) => {
          write(output, level, message);
        },
      },
    });
    if (!started.ok) return started.error;
    this.#running = { server: started.value, token, shown: showInStatusBar(started.value) };
    this.#tell();
    return undefined;
  }

  async #workspace(): Promise<Workspace> {
    const { workspaceOver } = await import('../../sdk/workspace.ts');
    const { executions, store, folder } = this.#options;
    return workspaceOver({ executions, store, folder, limits: projectLimits });
  }

  async #token(): Promise<string> {
    const { secrets } = this.#options;
    const kept = await secrets.get(tokenKey);
    if (kept !== undefined) return kept;
    const { newToken } = await import('../../server/token.ts');
    const token = newToken();
    await secrets.store(tokenKey, token);
    return token;
  }

  #tell(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.isServing, this.#running !== undefined);
    this.#changed.fire();
  }
}

function showInStatusBar({ url, port }: RestServer): Disposable {
  const item = vscode.window.createStatusBarItem('ipa-workflow.server', vscode.StatusBarAlignment.Left);
  item.name = t('IPA Workflow: local server');
  item.text = `$(broadcast) ${String(port)}`;
  item.tooltip = t('The local server answers at {0}. Click to copy the header, or to stop it.', url);
  item.accessibilityInformation = { label: t('Local server, port {0}', port) };
  item.command = 'ipaWorkflow.startServer';
  item.show();
  return item;
}
