import * as vscode from 'vscode';
import { formatDuration } from '../../base/duration.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { withoutPassword } from '../../network/origin.ts';
import { safeLine } from '../../presentation/safeText.ts';
import type { SecretVault } from '../secrets/secretVault.ts';
import { allConnections, type Connection, connectionsSetting, passwordOrigin } from './connectionSettings.ts';
import type { ConnectionRow, RowSource } from './rows.ts';

/** How a test went; gone with the window, and when the connection changes. */
export interface Tested {
  readonly url: string;
  readonly ms: number;
  /** Why it does not work. */
  readonly problem?: string;
}

/** The named connections of the settings. */
export class ConnectionRows implements RowSource {
  readonly #vault: SecretVault;
  readonly #tested = new Map<string, Tested>();
  readonly #disposables = new DisposableStore();
  readonly #changed = new Emitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(vault: SecretVault) {
    this.#vault = vault;
    const changed = (): void => {
      this.#changed.fire();
    };
    this.#disposables.add(vault.onDidChange(changed));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(connectionsSetting)) changed();
      }),
    );
  }

  async rows(): Promise<readonly ConnectionRow[]> {
    return await Promise.all(allConnections().map((connection) => this.#row(connection)));
  }

  tested(name: string, result: Tested): void {
    this.#tested.set(name, result);
    this.#changed.fire();
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  async #row({ name, url }: Connection): Promise<ConnectionRow> {
    const origin = passwordOrigin(url);
    const hasPassword = origin !== undefined && (await this.#vault.password(name, origin)) !== undefined;
    const tested = this.#tested.get(name);
    const test = tested?.url === url ? tested : undefined;
    const address = safeLine(withoutPassword(url), 200);
    const state = test && (test.problem === undefined ? t('works, {0}', formatDuration(test.ms)) : t('does not work'));
    const kept =
      origin === undefined ? undefined : hasPassword ? t('Its password is kept.') : t('No password is kept.');
    return {
      id: `connection/${name}`,
      label: safeLine(name, 100),
      description: [state, address].filter((part) => part !== undefined).join(' · '),
      tooltip: [address, test?.problem && safeLine(test.problem, 500), kept].filter(Boolean).join('\n'),
      ...look(url, test),
      context: ['connection', origin === undefined ? 'open' : hasPassword ? 'password' : 'noPassword'].join('.'),
      name,
    };
  }
}

function look(url: string, test: Tested | undefined): Pick<ConnectionRow, 'icon' | 'color'> {
  if (test?.problem !== undefined) return { icon: 'error', color: 'list.errorForeground' };
  if (test) return { icon: 'pass', color: 'testing.iconPassed' };
  return { icon: /^(rediss?|local):/i.test(url) ? 'zap' : /^https?:/i.test(url) ? 'globe' : 'database' };
}
