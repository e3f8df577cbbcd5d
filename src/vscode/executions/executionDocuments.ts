import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { resultOf } from '../../presentation/compareResults.ts';
import { compareTimes } from '../../presentation/compareTimes.ts';
import { safeJson } from '../../presentation/safeText.ts';
import { statusWord } from '../../presentation/status.ts';
import { shownNodeStatus } from '../../presentation/words.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { Executions } from '../../sdk/executions.ts';
import { executionScheme } from '../contributions.ts';
import { formatTime } from '../formatTime.ts';
import type { ExecutionList } from './executionList.ts';
import { type Asked, parseExecutionUri } from './executionUris.ts';
import type { OpenLogs } from './openLogs.ts';

/**
 * What is stored of executions as read-only documents, up to date while they are open.
 *
 * As files, although there are none: VS Code opens only files again after a reload, and tells only files of the same name apart.
 */
export class ExecutionDocuments implements vscode.FileSystemProvider, Disposable {
  readonly #executions: Executions;
  readonly #list: ExecutionList;
  readonly #logs: OpenLogs;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #disposables = new DisposableStore();

  /** VS Code reads again what has another time. */
  #changedAt = Date.now();

  readonly onDidChangeFile = this.#changed.event;

  constructor(executions: Executions, list: ExecutionList, logs: OpenLogs) {
    this.#executions = executions;
    this.#list = list;
    this.#logs = logs;
    const { Changed, Deleted } = vscode.FileChangeType;
    this.#disposables.add(this.#changed);
    this.#disposables.add(vscode.workspace.registerFileSystemProvider(executionScheme, this, { isReadonly: true }));
    this.#disposables.add(
      logs.onDidChange((id) => {
        this.#tell((asked) => (asked.kind === 'log' && asked.id === id ? Changed : undefined));
      }),
    );
    this.#disposables.add(
      list.onDidChange(({ ids }) => {
        const changed = new Set(ids);
        const gone = new Set(ids.filter((id) => !list.get(id)));
        this.#tell((asked) => {
          const about = idsOf(asked);
          if (about.some((id) => gone.has(id))) return Deleted;
          // A log tells of itself.
          return asked.kind !== 'log' && about.some((id) => changed.has(id)) ? Changed : undefined;
        });
      }),
    );
  }

  /** What was discarded is not there any more, as a file: the tab says so, and its text stays as it was. */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const asked = parseExecutionUri(uri);
    const found = await Promise.all(
      idsOf(asked).map(async (id) => this.#list.get(id) ?? (await this.#executions.get(id))),
    );
    if (!asked || found.includes(undefined)) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: this.#changedAt, size: 0 };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const asked = parseExecutionUri(uri);
    const text = asked && (await this.#textOf(asked));
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(text);
  }

  /** What is open is told of in any case. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Undefined where there is no such execution. */
  async #textOf(asked: Asked): Promise<string | undefined> {
    const snapshot = await this.#executions.get(asked.id);
    if (!snapshot) return undefined;
    if (asked.kind === 'log') return this.#logs.text(snapshot);
    if (asked.kind === 'times') {
      const other = await this.#executions.get(asked.other);
      return other && compareTimes(snapshot, other, formatTime);
    }
    const value = await this.#valueOf(asked, snapshot);
    // A sentence is JSON, too, so that nobody reports it as a mistake.
    return `${safeJson(value === undefined ? t('This node has not begun.') : value, 2)}\n`;
  }

  /** @param typeOf what has become of a document; undefined: nothing */
  #tell(typeOf: (asked: Asked) => vscode.FileChangeType | undefined): void {
    const changed = vscode.workspace.textDocuments.flatMap(({ uri }) => {
      const asked = parseExecutionUri(uri);
      const type = asked && typeOf(asked);
      return type === undefined ? [] : [{ type, uri }];
    });
    if (changed.length === 0) return;
    this.#changedAt += 1;
    this.#changed.fire(changed);
  }

  async #valueOf(
    asked: Exclude<Asked, { readonly kind: 'log' | 'times' }>,
    snapshot: ExecutionSnapshot,
  ): Promise<JsonValue | undefined> {
    switch (asked.kind) {
      case 'inputs':
        return snapshot.inputs;
      case 'result':
        return resultOf(snapshot);
      case 'output': {
        const node = snapshot.nodes[asked.nodeId];
        if (!node) return undefined;
        return node.status === 'completed'
          ? node.output
          : {
              status: statusWord(shownNodeStatus(node.status, snapshot)),
              error: node.error as unknown as JsonValue,
            };
      }
      case 'input': {
        // It brings half of the engine along.
        const { nodeInput } = await import('../../presentation/nodeInput.ts');
        const workflow = await this.#executions.workflow(asked.id);
        return workflow && nodeInput(workflow, await this.#executions.events(asked.id), asked.nodeId);
      }
    }
  }
}

/** The executions that it is about. */
function idsOf(asked: Asked | undefined): readonly string[] {
  if (!asked) return [];
  return asked.kind === 'times' ? [asked.id, asked.other] : [asked.id];
}
