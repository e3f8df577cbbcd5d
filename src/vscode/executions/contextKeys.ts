import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { contextKeys } from '../contributions.ts';
import { isLive } from '../../presentation/words.ts';
import { canRetry, hasApprovals } from '../../presentation/possible.ts';
import type { ExecutionList } from './executionList.ts';

/** Keeps what `when` clauses ask for. */
export function maintainContextKeys(list: ExecutionList): Disposable {
  const known = new Map<string, boolean>();
  const set = (key: string, value: boolean): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  return list.onDidChange(() => {
    const { all } = list;
    set(contextKeys.hasExecutions, all.length > 0);
    set(
      contextKeys.hasRunning,
      all.some((one) => isLive(one) && one.status !== 'paused'),
    );
    set(
      contextKeys.hasPaused,
      all.some(({ status }) => status === 'paused'),
    );
    set(
      contextKeys.hasInterrupted,
      all.some(({ status }) => status === 'interrupted'),
    );
    set(
      contextKeys.hasElsewhere,
      all.some((one) => list.isElsewhere(one)),
    );
    set(contextKeys.hasApprovals, all.some(hasApprovals));
    set(contextKeys.hasRetriable, all.some(canRetry));
    // Only then is it true that there is none.
    set(contextKeys.hasReadExecutions, list.loaded);
  });
}
