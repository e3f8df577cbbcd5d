import { DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { safeLine } from '../../presentation/safeText.ts';
import { describeDialect } from '../../remote/dialect.ts';
import type { ConnectionRow, RowSource } from '../connections/rows.ts';
import type { RemoteServers } from './remoteServers.ts';
import type { ServerSetting } from './serverSettings.ts';

/** The servers of the settings, in the view *Connections*. */
export class ServerRows implements RowSource {
  readonly #servers: RemoteServers;
  readonly #disposables = new DisposableStore();
  readonly #changed = new Emitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(servers: RemoteServers) {
    this.#servers = servers;
    this.#disposables.add(
      servers.onDidChange(() => {
        this.#changed.fire();
      }),
    );
  }

  rows(): Promise<readonly ConnectionRow[]> {
    return Promise.resolve(this.#servers.all.map((server) => this.#row(server)));
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  #row(server: ServerSetting): ConnectionRow {
    const { name, url, mode } = server;
    const isChosen = this.#servers.chosen?.name === name;
    const connection = this.#servers.connected(server);
    const how = mode === 'run-there' ? t('run there') : t('orchestrate here');
    const address = safeLine(url, 200);
    return {
      id: `server/${name}`,
      label: safeLine(name, 100),
      description: [isChosen ? how : undefined, address].filter((part) => part !== undefined).join(' · '),
      tooltip: [address, connection && describeDialect(connection.dialect)].filter(Boolean).join('\n'),
      icon: isChosen ? 'remote' : 'server',
      ...(connection && { color: 'testing.iconPassed' }),
      context: isChosen ? 'server.chosen' : 'server',
      name,
    };
  }
}
