/** The failures that the engine itself makes (F1); runners make their own. */
import { t } from '../base/l10n.ts';
import type { FailureInfo } from '../protocol/execution.ts';

export function expressionFailure(message: string): FailureInfo {
  return { kind: 'expression', message, retryable: false };
}

export function internalFailure(error: unknown): FailureInfo {
  const text = error instanceof Error ? error.message : String(error);
  return { kind: 'internal', message: t('The agent stopped with an unexpected error: {0}', text), retryable: true };
}

export function attemptTimeout(ms: number): FailureInfo {
  return { kind: 'timeout', message: t('The attempt took longer than {0} s', ms / 1000), retryable: true };
}

export function totalTimeout(ms: number): FailureInfo {
  return { kind: 'timeout', message: t('All attempts together took longer than {0} s', ms / 1000), retryable: false };
}

export function regionTimeout(forkId: string, ms: number): FailureInfo {
  return {
    kind: 'timeout',
    message: t('The branches of {0} took longer than {1} s', forkId, ms / 1000),
    retryable: false,
  };
}

export function executionTimeout(ms: number): FailureInfo {
  return { kind: 'timeout', message: t('The execution took longer than {0} s', ms / 1000), retryable: false };
}

export function subworkflowTimeout(ms: number): FailureInfo {
  return { kind: 'timeout', message: t('The subworkflow took longer than {0} s', ms / 1000), retryable: false };
}

export function joinTimeout(ms: number): FailureInfo {
  return {
    kind: 'timeout',
    message: t('The join waited longer than {0} s after its first branch', ms / 1000),
    retryable: false,
  };
}

export function joinFailure(failed: number, branches: number, first: string | undefined): FailureInfo {
  // Without a failure there never were enough.
  const counted =
    failed === 0
      ? t('There are only {0} branches, fewer than it needs', branches)
      : t('{0} of {1} branches failed', failed, branches);
  return { kind: 'join', message: first === undefined ? counted : `${counted}; ${first}`, retryable: false };
}

export function itemsFailure(failed: number, items: number, first: string | undefined): FailureInfo {
  const counted =
    failed === 0
      ? t('There are only {0} items, fewer than it needs', items)
      : t('{0} of {1} items failed', failed, items);
  return { kind: 'join', message: first === undefined ? counted : `${counted}; ${first}`, retryable: false };
}

/** Threat T17 */
export function storageFailure(problem: string): FailureInfo {
  return { kind: 'storage', message: problem, retryable: true };
}

export function limitFailure(message: string): FailureInfo {
  return { kind: 'limit', message, retryable: false };
}

/** What a subworkflow is given does not fit what it declares. */
export function inputsFailure(problems: readonly string[]): FailureInfo {
  return { kind: 'inputs', message: problems.join(' '), retryable: false };
}

export function approvalRejected(comment: string | undefined): FailureInfo {
  const message = comment === undefined || comment === '' ? t('Rejected') : t('Rejected: {0}', comment);
  return { kind: 'rejected', message, retryable: false };
}

export function approvalTimeout(ms: number): FailureInfo {
  return { kind: 'timeout', message: t('Nobody answered within {0} s', ms / 1000), retryable: false };
}

/** What failed in a subworkflow, as its node says it. */
export function innerFailure(nodeId: string | undefined, { kind, message }: FailureInfo): FailureInfo {
  return { kind, message: nodeId === undefined ? message : t('{0}: {1}', nodeId, message), retryable: false };
}

export function noBranchTaken(): FailureInfo {
  return {
    kind: 'no-branch-taken',
    message: t('No condition is true and there is no default edge'),
    retryable: false,
  };
}

/** E4: an attempt whose process ended under it. */
export function interrupted(): FailureInfo {
  return { kind: 'interrupted', message: t('The program ended while the attempt was running'), retryable: true };
}

/** E4: an agent marked `idempotent: false` is never started again by itself. */
export function interruptedForGood(): FailureInfo {
  return {
    kind: 'interrupted',
    message: t('The program ended while the attempt was running, and this agent must not simply be started again'),
    retryable: false,
  };
}

export function runnerMissing(name: string): FailureInfo {
  return {
    kind: 'not-available',
    message: t('The runner {0} is not available in this version', name),
    retryable: false,
  };
}

export function attemptCancelled(): FailureInfo {
  return { kind: 'cancelled', message: t('The attempt was cancelled'), retryable: false };
}
