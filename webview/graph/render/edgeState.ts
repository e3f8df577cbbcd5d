import type { EdgeOutcome } from '../../../src/protocol/graph.ts';

export type EdgeState = 'none' | 'waiting' | 'taken' | 'active' | 'unused';

const notEnded = new Set(['pending', 'running', 'waiting', 'interrupted']);

/** What the states of its ends say about an edge. */
export function edgeState(source: string, target: string, on: EdgeOutcome): EdgeState {
  if (source === 'none' || target === 'none') return 'none';
  const failed = source === 'failed' || source === 'timed_out';
  if (notEnded.has(source)) return 'waiting';
  if (target === 'skipped' || source === 'skipped' || source === 'cancelled') return 'unused';
  if ((on === 'failure' && !failed) || (on === 'success' && failed)) return 'unused';
  return target === 'running' || target === 'waiting' ? 'active' : 'taken';
}
