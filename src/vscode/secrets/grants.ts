import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { safeLine } from '../../presentation/safeText.ts';

const memoryKey = 'secretGrants';
const mostKept = 1000;

/** What is to be sent where. */
export interface Use {
  /** `secret`: of this workspace; `connection`: the password of one in the settings. */
  readonly kind: 'secret' | 'connection';
  readonly name: string;
  readonly destination: string;
}

/** Threat T8: to which destinations this workspace's workflows may send which secrets; each is asked for once. */
export class Grants {
  readonly #memory: vscode.Memento;
  /** Who asks for the same at the same time has one answer. */
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  has(use: Use): boolean {
    return this.#all.includes(keyOf(use));
  }

  async give(use: Use): Promise<void> {
    const key = keyOf(use);
    await this.#memory.update(memoryKey, [...this.#all.filter((one) => one !== key), key].slice(-mostKept));
  }

  /** Whether it may go there; asks the person when that is not known. A refusal is not kept. */
  async ask(use: Use): Promise<boolean> {
    if (!vscode.workspace.isTrusted) return false;
    if (this.has(use)) return true;
    const key = keyOf(use);
    const asking = this.#asking.get(key) ?? this.#askPerson(use);
    this.#asking.set(key, asking);
    try {
      return await asking;
    } finally {
      this.#asking.delete(key);
    }
  }

  /** What was granted for it, wherever it goes. */
  async takeBack(kind: Use['kind'], name: string): Promise<void> {
    const prefix = JSON.stringify([kind, name]).slice(0, -1);
    await this.#memory.update(
      memoryKey,
      this.#all.filter((one) => !one.startsWith(`${prefix},`)),
    );
  }

  get #all(): readonly string[] {
    const stored = this.#memory.get<unknown>(memoryKey);
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
  }

  async #askPerson(use: Use): Promise<boolean> {
    const [name, destination] = [safeLine(use.name, 100), safeLine(use.destination, 300)];
    const text =
      use.kind === 'secret'
        ? t('Send the secret "{0}" to {1}?', name, destination)
        : t('Use the saved password of the connection "{0}" for {1}?', name, destination);
    const detail = t('A workflow of this workspace is about to. You are asked once for each destination.');
    const allow = t('Allow');
    if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, allow)) !== allow) return false;
    await this.give(use);
    return true;
  }
}

function keyOf({ kind, name, destination }: Use): string {
  return JSON.stringify([kind, name, destination]);
}
