import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import { type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { isJsonObject } from '../../base/json.ts';

const namesKey = 'secretNames';

interface KeptPassword {
  readonly origin: string;
  readonly password: string;
}

/**
 * Threat T8: secrets and passwords, in VS Code's SecretStorage and nowhere else.
 *
 * 1. A secret belongs to the workspace in which it was given: the same name elsewhere is another secret.
 * 2. A connection's password belongs to the origin that it was given for.
 * 3. The workspace's state knows the names of its secrets, never a value.
 */
export class SecretVault implements Disposable {
  readonly #storage: vscode.SecretStorage;
  readonly #memory: vscode.Memento;
  readonly #workspace: string;
  readonly #issued = new Map<string, string>();
  readonly #changed = new Emitter<void>();
  readonly #watching: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  /** @param workspace what tells it from others, e.g. its folder's address */
  constructor(storage: vscode.SecretStorage, memory: vscode.Memento, workspace: string) {
    this.#storage = storage;
    this.#memory = memory;
    this.#workspace = createHash('sha256').update(workspace).digest('hex').slice(0, 32);
    this.#watching = storage.onDidChange(() => {
      this.#changed.fire();
    });
  }

  /** Values that were given to executions of this window, by name. */
  get issued(): ReadonlyMap<string, string> {
    return this.#issued;
  }

  /** Of this workspace's secrets, sorted. */
  get names(): readonly string[] {
    const stored = this.#memory.get<unknown>(namesKey);
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string').sort() : [];
  }

  async secret(name: string): Promise<string | undefined> {
    const value = await this.#storage.get(this.#secretKey(name));
    if (value !== undefined) this.#issued.set(name, value);
    return value;
  }

  async keepSecret(name: string, value: string): Promise<void> {
    this.#issued.set(name, value);
    await this.#storage.store(this.#secretKey(name), value);
    await this.#setNames([...this.names.filter((one) => one !== name), name]);
  }

  async forgetSecret(name: string): Promise<void> {
    await this.#storage.delete(this.#secretKey(name));
    await this.#setNames(this.names.filter((one) => one !== name));
  }

  /** Undefined: there is none for this origin. */
  async password(connection: string, origin: string): Promise<string | undefined> {
    const kept = await this.#kept(connection);
    return kept?.origin === origin ? kept.password : undefined;
  }

  async keepPassword(connection: string, origin: string, password: string): Promise<void> {
    await this.#storage.store(passwordKey(connection), JSON.stringify({ origin, password } satisfies KeptPassword));
  }

  async forgetPassword(connection: string): Promise<void> {
    await this.#storage.delete(passwordKey(connection));
  }

  dispose(): void {
    this.#watching.dispose();
    this.#changed.dispose();
  }

  async #kept(connection: string): Promise<KeptPassword | undefined> {
    const text = await this.#storage.get(passwordKey(connection));
    const kept: unknown = text === undefined ? undefined : JSON.parse(text);
    if (!isJsonObject(kept)) return undefined;
    const { origin, password } = kept;
    return typeof origin === 'string' && typeof password === 'string' ? { origin, password } : undefined;
  }

  async #setNames(names: readonly string[]): Promise<void> {
    await this.#memory.update(namesKey, names);
    this.#changed.fire();
  }

  #secretKey(name: string): string {
    return `secret.${this.#workspace}.${name}`;
  }
}

function passwordKey(connection: string): string {
  return `connection.${connection}`;
}
