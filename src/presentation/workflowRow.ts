/** A workflow's file as a row: how it went last, and what is wrong with it. */
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import { safeLine } from './safeText.ts';
import { type AnyStatus, askingIcon, type StatusIcon, statusIcon, statusWord } from './status.ts';
import { joined } from './words.ts';

export interface WorkflowState {
  readonly name: string;
  /** Where it lies, as seen from the workspace's folder; empty: in it. */
  readonly folder: string;
  readonly errors: number;
  /** Whether the number of errors stands beside the row anyway. */
  readonly isCounted?: boolean;
  /** Undefined: it was not executed yet. */
  readonly last: { readonly status: AnyStatus; readonly durationMs?: number } | undefined;
}

export interface WorkflowRow {
  readonly description: string;
  readonly spoken: string;
  /** Undefined: the file's own. */
  readonly icon: StatusIcon | undefined;
}

export function workflowRow({ name, folder, errors, isCounted = false, last }: WorkflowState): WorkflowRow {
  const problems = errors === 0 ? undefined : errors === 1 ? t('1 problem') : t('{0} problems', errors);
  const result =
    last && joined([wordOf(last.status), last.durationMs === undefined ? undefined : formatDuration(last.durationMs)]);
  const rest = joined([result, safeLine(folder, 200)]);
  return {
    description: isCounted ? rest : joined([problems, rest]),
    spoken: joined([safeLine(name, 300), problems, rest]),
    icon: errors > 0 ? { name: 'bracket-error', color: 'problemsErrorIcon.foreground' } : last && iconOf(last.status),
  };
}

/** A workflow waits for a person alone. */
function wordOf(status: AnyStatus): string {
  return status === 'waiting' ? t('waits for approval') : statusWord(status);
}

function iconOf(status: AnyStatus): StatusIcon {
  return status === 'waiting' ? askingIcon() : statusIcon(status);
}
