import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { logDocument } from '../../presentation/logDocument.ts';
import { safeJson } from '../../presentation/safeText.ts';
import { statusWord } from '../../presentation/status.ts';
import type { Executions } from '../../sdk/executions.ts';
import { executionScheme } from '../contributions.ts';
import { formatTime } from '../formatTime.ts';
import type { ExecutionList } from './executionList.ts';
import { parseExecutionUri } from './executionUris.ts';

/** An execution's log and result as read-only documents, up to date while they are open. */
export class ExecutionDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #executions: Executions;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables = new DisposableStore();

  readonly onDidChange = this.#changed.event;

  constructor(executions: Executions, list: ExecutionList) {
    this.#executions = executions;
    this.#disposables.add(this.#changed);
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(executionScheme, this));
    this.#disposables.add(
      list.onDidChange(({ ids }) => {
        for (const { uri } of vscode.workspace.textDocuments) {
          const asked = parseExecutionUri(uri);
          if (asked && ids.includes(asked.id)) this.#changed.fire(uri);
        }
      }),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const asked = parseExecutionUri(uri);
    const snapshot = asked && (await this.#executions.get(asked.id));
    if (!snapshot) return t('There is no such execution.');
    if (asked.kind === 'log') return logDocument(snapshot, await this.#executions.events(asked.id), formatTime);
    const { status, output, error } = snapshot;
    return `${safeJson(status === 'completed' ? output : { status: statusWord(status), error }, 2)}\n`;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
