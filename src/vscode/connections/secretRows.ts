import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { safeLine } from '../../presentation/safeText.ts';
import type { SecretVault } from '../secrets/secretVault.ts';
import type { ConnectionRow, RowSource } from './rows.ts';

/** The secrets of this workspace, by name. */
export class SecretRows implements RowSource {
  readonly #vault: SecretVault;
  readonly #changed = new Emitter<void>();
  readonly #watching;

  readonly onDidChange = this.#changed.event;

  constructor(vault: SecretVault) {
    this.#vault = vault;
    this.#watching = vault.onDidChange(() => {
      this.#changed.fire();
    });
  }

  rows(): Promise<readonly ConnectionRow[]> {
    return Promise.resolve(
      this.#vault.names.map((name) => ({
        id: `secret/${name}`,
        label: safeLine(name, 100),
        description: t('secret of this workspace'),
        tooltip: t(
          'Kept in VS Code’s secret storage. Workflows of this workspace read it as secrets.{0}.',
          safeLine(name, 100),
        ),
        icon: 'key',
        context: 'secret',
        name,
      })),
    );
  }

  dispose(): void {
    this.#watching.dispose();
    this.#changed.dispose();
  }
}
