import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { endedNotice, runningNotice } from '../../presentation/notices.ts';
import { showExecutionsView } from '../contributions.ts';
import type { ExecutionList } from './executionList.ts';
import { resultUri } from './executionUris.ts';

/** How long the end of an execution stays. */
const lingerMs = 30_000;

/** One place in the status bar: what runs here, then for a while how it ended. */
export class ExecutionStatusBar implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('ipa-workflow.executions', vscode.StatusBarAlignment.Left);
  readonly #disposables = new DisposableStore();
  #hiding: NodeJS.Timeout | undefined;

  constructor(list: ExecutionList) {
    this.#item.name = t('IPA Workflow');
    this.#disposables.add(this.#item);
    this.#disposables.add(
      list.onDidChange(() => {
        this.#showRunning(list);
      }),
    );
    this.#disposables.add(
      list.onDidEnd((snapshot) => {
        this.#show(endedNotice(snapshot));
        if (snapshot.status === 'completed')
          this.#item.command = { command: 'vscode.open', title: '', arguments: [resultUri(snapshot)] };
        this.#hiding = setTimeout(() => {
          this.#item.hide();
        }, lingerMs);
        this.#showRunning(list);
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.#hiding);
    this.#disposables.dispose();
  }

  #showRunning(list: ExecutionList): void {
    const notice = runningNotice(list.all.filter(({ id }) => list.isHere(id)));
    if (notice !== undefined) this.#show(notice);
  }

  #show(text: string): void {
    clearTimeout(this.#hiding);
    this.#item.text = text;
    this.#item.tooltip = t('Show the executions');
    this.#item.command = showExecutionsView;
    this.#item.show();
  }
}
