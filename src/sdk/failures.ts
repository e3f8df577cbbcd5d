/** The failures of {@link Executions} (executions.ts) by name. */
import { t } from '../base/l10n.ts';
import type { Project } from '../model/project.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';
import type { ExecutionFailure, StartFailure } from './executions.ts';

export function untrusted(): { readonly code: 'untrusted'; readonly message: string } {
  return {
    code: 'untrusted',
    message: t('This folder is not trusted, so nothing is executed in it. Trust the workspace to run workflows.'),
  };
}

export function invalidWorkflow({ blockers: errors }: Project): StartFailure {
  const first = errors[0]?.message ?? '';
  const message =
    errors.length === 0
      ? t('The file is empty.')
      : errors.length === 1
        ? t('The workflow has a mistake: {0}', first)
        : t('The workflow has {0} mistakes. The first: {1}', errors.length, first);
  return { code: 'invalid-workflow', message, diagnostics: errors };
}

export function notFound(id: string): ExecutionFailure {
  return { code: 'not-found', message: t('There is no execution "{0}".', id) };
}

export function ownedElsewhere(): ExecutionFailure {
  return { code: 'owned-elsewhere', message: t('This execution runs in another window or terminal.') };
}

export function ownerAnswers(): ExecutionFailure {
  return {
    code: 'owner-answers',
    message: t('The process that runs this execution answers, so it is not taken from it.'),
  };
}

export function alreadyRunning(): ExecutionFailure {
  return { code: 'running', message: t('This execution is running.') };
}

/** Nobody works on it; where that is because it cannot be read, that is said. */
export function ownerless({ status, error }: ExecutionSnapshot): ExecutionFailure {
  if (status === 'unreadable') return unreadable(error?.message ?? '');
  return { code: 'not-running', message: t('This execution does not run.') };
}

export function ended(): ExecutionFailure {
  return { code: 'ended', message: t('The execution has ended.') };
}

export function notEnded(): ExecutionFailure {
  return { code: 'not-ended', message: t('The execution has not ended. Resume it, or cancel it first.') };
}

export function unknownNode(nodeId: string): ExecutionFailure {
  return { code: 'unknown-node', message: t('The execution has no node "{0}".', nodeId) };
}

export function notWaiting(nodeId: string): ExecutionFailure {
  return { code: 'not-waiting', message: t('"{0}" does not wait for an approval.', nodeId) };
}

export function secretsNeeded(names: Iterable<string>): ExecutionFailure {
  return { code: 'secrets-needed', message: t('These secrets are needed again: {0}', [...names].join(', ')) };
}

/** E3. @param problem as `StoredExecution` (ports.ts) has it */
export function tailCut(id: string, problem: string): string {
  return t('Execution {0}: {1}. They were cut off, and are kept beside it in journal.corrupt-N.', id, problem);
}

export function unreadable(message: string): ExecutionFailure {
  return { code: 'unreadable', message };
}
