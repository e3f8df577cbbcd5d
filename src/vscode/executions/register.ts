import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Services } from '../services.ts';
import { maintainContextKeys } from './contextKeys.ts';
import { ExecutionDocuments } from './executionDocuments.ts';
import { ExecutionLog } from './executionLog.ts';
import { notifyFailures } from './executionNotices.ts';
import { ExecutionStatusBar } from './executionStatusBar.ts';
import { registerLogFeatures } from './logFeatures.ts';
import { notifyWaiting } from './waitingNotices.ts';

/** Registers everything that shows executions. */
export function registerExecutions({ executions, list, logs, output }: Services): Disposable {
  const disposables = new DisposableStore();
  for (const registered of [
    new ExecutionDocuments(executions, list, logs),
    registerLogFeatures(executions, list, logs),
    new ExecutionStatusBar(list),
    new ExecutionLog(executions, list, output),
    notifyFailures(list),
    notifyWaiting(executions, list),
    maintainContextKeys(list),
  ])
    disposables.add(registered);
  return disposables;
}
