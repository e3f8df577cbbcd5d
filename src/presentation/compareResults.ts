/** Whether two executions came to the same result, and what else tells them apart, in words. */
import { formatDuration } from '../base/duration.ts';
import type { JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import { plainLabel, safeJson, safeLine } from './safeText.ts';
import { statusWord } from './status.ts';
import { shownNodeStatus } from './words.ts';

/** So many nodes are named. */
const mostNamed = 3;

/** What it returned; of one that did not, how it stands and why. */
export function resultOf({ status, output, error }: ExecutionSnapshot): JsonValue {
  return status === 'completed' ? output : { status: statusWord(status), error: error as unknown as JsonValue };
}

/** Whether both are over and their results are the same text. */
export function haveEqualResults(before: ExecutionSnapshot, after: ExecutionSnapshot): boolean {
  const areOver = isTerminal(before.status) && isTerminal(after.status);
  return areOver && safeJson(resultOf(before)) === safeJson(resultOf(after));
}

/** Of two whose results are equal: what the durations were, and which nodes ended otherwise. */
export function equalResultsNotice(before: ExecutionSnapshot, after: ExecutionSnapshot): string {
  const times = [before, after].map(({ duration_ms: ms }) => formatDuration(ms ?? 0));
  const [first, second] = times;
  const took =
    first === second ? t('Both took {0}.', first ?? '') : t('They took {0} and {1}.', first ?? '', second ?? '');
  return [t('The results of both executions are equal.'), took, otherStates(before, after)].join(' ');
}

/** What the difference of their results is called. @param formatTime a moment for people */
export function comparisonTitle(
  before: ExecutionSnapshot,
  after: ExecutionSnapshot,
  formatTime: (wallMs: number) => string,
): string {
  const [from, to] = [before, after].map(({ started_at: at }) => formatTime(Date.parse(at)));
  const [one, two] = [before, after].map(({ workflow }) => safeLine(workflow, 60));
  return before.workflow === after.workflow
    ? t('{0}: {1} ↔ {2}', one ?? '', from ?? '', to ?? '')
    : t('{0} ({1}) ↔ {2} ({3})', one ?? '', from ?? '', two ?? '', to ?? '');
}

function otherStates(before: ExecutionSnapshot, after: ExecutionSnapshot): string {
  const ids = [...new Set([...Object.keys(before.nodes), ...Object.keys(after.nodes)])];
  const others = ids
    .map((id) => ({ id, from: stateOf(before, id), to: stateOf(after, id) }))
    .filter(({ from, to }) => from !== to);
  if (others.length === 0) return t('Every node is in the same state.');
  const named = others.slice(0, mostNamed).map(({ id, from, to }) => `${plainLabel(id, 60)} (${from} → ${to})`);
  const more = others.length > mostNamed ? [t('{0} more', others.length - mostNamed)] : [];
  return t('In other states: {0}.', [...named, ...more].join(', '));
}

/** `-` for a node that the execution does not have. */
function stateOf(execution: ExecutionSnapshot, id: string): string {
  const node = Object.hasOwn(execution.nodes, id) ? execution.nodes[id] : undefined;
  return node ? statusWord(shownNodeStatus(node.status, execution)) : '-';
}
