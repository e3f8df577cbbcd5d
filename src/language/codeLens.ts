import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { Project } from '../model/project.ts';
import { hasNodes } from '../model/syntax/ours.ts';
import type { CodeLens, LastResult } from './types.ts';

const firstLine = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** What stands above the first line. Nothing while the file has no nodes: there is nothing to run or to draw. */
export function codeLenses(project: Project, last?: LastResult): readonly CodeLens[] {
  if (!hasNodes(project.syntax)) return [];
  const lenses: CodeLens[] = [
    { range: firstLine, title: `$(play) ${t('Run')}`, tooltip: t('Run this workflow'), action: { kind: 'run' } },
    {
      range: firstLine,
      title: `$(type-hierarchy) ${t('Graph')}`,
      tooltip: t('Open the graph beside the text'),
      action: { kind: 'openGraph' },
    },
  ];
  if (last)
    lenses.push({
      range: firstLine,
      title: resultTitle(last),
      ...(last.status === 'completed'
        ? {
            tooltip: t('Show the result of the last execution'),
            action: { kind: 'showResult', executionId: last.executionId },
          }
        : {
            tooltip: t('Show the log of the last execution'),
            action: { kind: 'showLog', executionId: last.executionId },
          }),
    });
  return lenses;
}

function resultTitle({ status, durationMs }: LastResult): string {
  const time = durationMs === undefined ? '' : ` ${formatDuration(durationMs)}`;
  switch (status) {
    case 'running':
      return `$(sync~spin) ${t('running')}`;
    case 'waiting':
      return `$(question) ${t('waits for approval')}`;
    case 'paused':
      return `$(debug-pause) ${t('paused')}`;
    case 'completed':
      return `✓${time}`;
    case 'failed':
      return `✗ ${t('failed')}${time}`;
    case 'timed_out':
      return `✗ ${t('timed out')}${time}`;
    case 'cancelled':
      return `⊘ ${t('cancelled')}${time}`;
    case 'interrupted':
      return `$(debug-disconnect) ${t('interrupted')}`;
  }
}
