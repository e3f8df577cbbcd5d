/** What is read out during an execution: that it began, what went wrong, how it ended. Not every node, or nobody could listen. */
import { t } from '../../src/base/l10n.ts';
import { statusWord } from '../../src/presentation/status.ts';
import type { GraphExecution } from '../../src/protocol/graph.ts';
import { executionWords, shown } from './words.ts';

/** More failures than this are only counted. */
const mostNamed = 3;

/** Empty: nothing worth interrupting for. */
export function announcement(before: GraphExecution | null, after: GraphExecution | null): string {
  // In the past nothing happens.
  if (!after || after.past) return '';
  const isNew = before?.id !== after.id;
  const failed = Object.keys(after.nodes).filter((id) => {
    const isFailed = hasFailed(after, id);
    return isFailed && (isNew || !hasFailed(before, id));
  });
  const parts = failed
    .slice(0, mostNamed)
    .map((id) => t('{0} {1}', shown(id), statusWord(after.nodes[id]?.status ?? 'failed')));
  if (failed.length > mostNamed) parts.push(t('{0} more failed', failed.length - mostNamed));
  if (isNew || before.status !== after.status) parts.push(executionWords(after));
  return parts.join('. ');
}

function hasFailed(execution: GraphExecution | null, id: string): boolean {
  const status = execution?.nodes[id]?.status;
  return status === 'failed' || status === 'timed_out';
}
