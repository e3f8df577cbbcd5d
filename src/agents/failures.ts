/** The failures that runners make (F1): a kind, a sentence for people, and whether a retry can help. */
import { t } from '../base/l10n.ts';
import type { AgentOutcome } from '../engine/ports.ts';

type Failed = Extract<AgentOutcome, { kind: 'failed' }>;

export function failed(kind: string, message: string, retryable: boolean): Failed {
  return { kind: 'failed', error: { kind, message, retryable } };
}

/** A setting that cannot work however often it is tried. */
export function badSetting(message: string): Failed {
  return failed('settings', message, false);
}

export function missingSetting(name: string): Failed {
  return badSetting(t('The setting "{0}" is missing.', name));
}

export function aborted(): Failed {
  return failed('aborted', t('It was stopped before it ended.'), false);
}

/** The text of what was thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
