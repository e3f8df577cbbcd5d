/** What the view says in words. */
import { formatDuration } from '../../src/base/duration.ts';
import { t } from '../../src/base/l10n.ts';
import { safeLine } from '../../src/presentation/safeText.ts';
import { statusWord } from '../../src/presentation/status.ts';
import type { FoldedState } from '../../src/presentation/foldedState.ts';
import type { GraphExecution, GraphNodeState, GraphPast, PictureNode } from '../../src/protocol/graph.ts';

/** Longest text that is shown or read out. */
const longest = 200;

/** A text from the file or from an execution, safe to show (threat T15). */
export function shown(text: string): string {
  return safeLine(text, longest);
}

export function kindWord(kind: string): string {
  switch (kind) {
    case 'start':
      return t('start');
    case 'end':
      return t('end');
    case 'agent_task':
      return t('task');
    case 'fork':
      return t('fork');
    case 'join':
      return t('join');
    case 'exclusive_gateway':
      return t('choice');
    case 'approval':
      return t('approval');
    case 'delay':
      return t('delay');
    case 'for_each':
      return t('loop over a list');
    case 'subworkflow':
      return t('workflow inside');
    default:
      return shown(kind);
  }
}

/** All about a node in one line: for screen readers and for the hint under the pointer. */
export function nodeWords(node: PictureNode, state: GraphNodeState | FoldedState | undefined): string {
  const names = [node.label, node.id, kindWord(node.kind), node.detail].map(shown);
  return [
    // `start` is often all of them.
    ...new Set(names),
    node.folded ? t('collapsed') : '',
    problemWord(node.problem),
    state === undefined ? '' : statusWord(state.status),
    shown(state?.text ?? ''),
    shown(state?.error ?? ''),
    ...(state && 'counts' in state
      ? state.counts.map(([status, many]) => t('{0}: {1}', statusWord(status), many))
      : []),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function problemWord(problem: PictureNode['problem']): string {
  if (problem === undefined) return '';
  return problem === 'error' ? t('has an error') : t('has a warning');
}

/** `At 3.2 s of 12.0 s`. @param lengthMs how long the whole execution took; undefined while that is not known */
export function pastWords({ atMs }: GraphPast, lengthMs: number | undefined): string {
  const at = formatDuration(atMs);
  return lengthMs === undefined ? t('At {0}', at) : t('At {0} of {1}', at, formatDuration(lengthMs));
}

/** `Running, 40 %`, `Completed in 1.2 s`, `Failed after 3.4 s`. */
export function executionWords({ status, progress, text, asks, nodes }: GraphExecution): string {
  const isAsking = asks.length > 0 && !Object.values(nodes).some((node) => node.status === 'running');
  const word = capitalised(statusWord(status));
  if (status === 'running')
    return t('{0}, {1} %', isAsking ? capitalised(t('waits for approval')) : word, Math.floor(progress));
  if (text === '') return word;
  return status === 'completed' ? t('{0} in {1}', word, shown(text)) : t('{0} after {1}', word, shown(text));
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
