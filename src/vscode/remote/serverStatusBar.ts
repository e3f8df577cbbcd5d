import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { safeLine } from '../../presentation/safeText.ts';
import { describeDialect } from '../../remote/dialect.ts';
import { commands } from '../contributions.ts';
import type { RemoteServers } from './remoteServers.ts';

/** One place in the status bar: the server that this workspace works with, and where *Run* runs. Not there without one. */
export class ServerStatusBar implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('ipa-workflow.server', vscode.StatusBarAlignment.Left, -1);
  readonly #disposables = new DisposableStore();

  constructor(servers: RemoteServers) {
    this.#item.name = t('IPA Server');
    this.#item.command = commands.connectServer;
    this.#disposables.add(this.#item);
    this.#disposables.add(
      servers.onDidChange(() => {
        this.#show(servers);
      }),
    );
    this.#show(servers);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #show(servers: RemoteServers): void {
    const { chosen } = servers;
    if (!chosen) {
      this.#item.hide();
      return;
    }
    const { name, url, mode } = chosen;
    const label = safeLine(name, 40);
    this.#item.text = mode === 'run-there' ? `$(remote) ${t('{0}: run there', label)}` : `$(server) ${label}`;
    const connection = servers.connected(chosen);
    this.#item.tooltip = [
      safeLine(url, 200),
      mode === 'run-there'
        ? t('Run executes workflows on this server.')
        : t('Run executes workflows here, agents with "uses: ipa" on this server.'),
      ...(connection ? [describeDialect(connection.dialect)] : []),
    ].join('\n');
    this.#item.accessibilityInformation = { label: t('IPA server {0}', label) };
    this.#item.show();
  }
}
