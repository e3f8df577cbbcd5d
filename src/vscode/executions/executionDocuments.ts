import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { resultOf } from '../../presentation/compareResults.ts';
import { compareTimes } from '../../presentation/compareTimes.ts';
import { nodeInput } from '../../presentation/nodeInput.ts';
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

/** What is stored of executions as read-only documents, up to date while they are open. */
export class ExecutionDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #executions: Executions;
  readonly #logs: OpenLogs;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables = new DisposableStore();

  readonly onDidChange = this.#changed.event;

  constructor(executions: Executions, list: ExecutionList, logs: OpenLogs) {
    this.#executions = executions;
    this.#logs = logs;
    this.#disposables.add(this.#changed);
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(executionScheme, this));
    this.#disposables.add(
      logs.onDidChange((id) => {
        this.#tell((asked) => asked.kind === 'log' && asked.id === id);
      }),
    );
    this.#disposables.add(
      list.onDidChange(({ ids }) => {
        const changed = new Set(ids);
        this.#tell((asked) => asked.kind !== 'log' && (changed.has(asked.id) || changed.has(otherOf(asked))));
      }),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const asked = parseExecutionUri(uri);
    const snapshot = asked && (await this.#executions.get(asked.id));
    if (!snapshot) return t('There is no such execution.');
    if (asked.kind === 'log') return this.#logs.text(snapshot);
    if (asked.kind === 'times') {
      const other = await this.#executions.get(asked.other);
      return other ? compareTimes(snapshot, other, formatTime) : t('There is no such execution.');
    }
    const value = await this.#valueOf(asked, snapshot);
    return value === undefined ? t('This node has not begun.') : `${safeJson(value, 2)}\n`;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #tell(isAbout: (asked: Asked) => boolean): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      const asked = parseExecutionUri(uri);
      if (asked && isAbout(asked)) this.#changed.fire(uri);
    }
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
        const workflow = await this.#executions.workflow(asked.id);
        return workflow && nodeInput(workflow, await this.#executions.events(asked.id), asked.nodeId);
      }
    }
  }
}

function otherOf(asked: Asked): string {
  return asked.kind === 'times' ? asked.other : '';
}
