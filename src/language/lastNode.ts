/** How a node was in the last execution, in a few words. */
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { NodeSnapshot } from '../protocol/execution.ts';
import type { LastExecution } from './types.ts';

/** Of a node that has come to something; one that waits for its turn says nothing. */
export function lastNode(last: LastExecution | undefined, id: string): NodeSnapshot | undefined {
  const node = last && Object.hasOwn(last.nodes, id) ? last.nodes[id] : undefined;
  return node && node.status !== 'pending' ? node : undefined;
}

/** `✓ 1.2 s`, `✗ failed 400 ms`. */
export function lastLabel({ status, started_ms: start, ended_ms: end }: NodeSnapshot, last: LastExecution): string {
  const took = start === null || end === null ? '' : formatDuration(end - start);
  const isCutOff = last.status === 'interrupted' && (status === 'running' || status === 'waiting');
  return [...(isCutOff ? [t('interrupted')] : stateWords(status)), took].filter(Boolean).join(' ');
}

function stateWords(status: NodeSnapshot['status']): readonly string[] {
  switch (status) {
    case 'completed':
      return ['✓'];
    case 'failed':
      return ['✗', t('failed')];
    case 'timed_out':
      return ['✗', t('timed out')];
    case 'cancelled':
      return ['⊘', t('cancelled')];
    case 'skipped':
      return [t('skipped')];
    case 'running':
      return [t('running')];
    case 'waiting':
      return [t('waiting')];
    case 'pending':
      return [];
  }
}
