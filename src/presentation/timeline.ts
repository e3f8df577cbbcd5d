/** An execution over time: a lane for each branch, in it what its nodes tried, waited for and did. From its state alone. */
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { WorkflowGraph } from '../model/graph/graph.ts';
import { type ExecutionSnapshot, isTerminal, type NodeSnapshot } from '../protocol/execution.ts';
import type { GraphTimeline, TimelineBar, TimelineLane } from '../protocol/graph.ts';
import { attemptStatus } from './attemptRows.ts';
import { criticalPath } from './criticalPath.ts';
import type { Outline, OutlineItem, OutlineNode } from './outline.ts';
import { safeLine } from './safeText.ts';
import { statusWord } from './status.ts';
import { isLive, joined, shortReasonOf, shownNodeStatus, sinceStart } from './words.ts';

/** More are only counted: a picture of thousands of lanes is none. */
const mostLanes = 1_000;
/** Attempts of one node that are drawn one by one. */
const mostAttempts = 100;

export interface TimelineSource {
  readonly snapshot: ExecutionSnapshot;
  readonly outline: Outline;
  /** Of the execution's own workflow, without its subworkflows. */
  readonly graph: WorkflowGraph;
  /** How many there are so far. */
  readonly events: number;
  /** The time now. */
  readonly wallMs: number;
}

export function timelineOf({ snapshot, outline, graph, events, wallMs }: TimelineSource): GraphTimeline {
  const nowMs = isLive(snapshot) ? sinceStart(snapshot, wallMs) : undefined;
  const isOver = isTerminal(snapshot.status);
  const drawing: Drawing = {
    snapshot,
    nowMs,
    critical: isOver ? criticalPath(graph, snapshot) : new Set(),
    lanes: [],
  };
  addLane(drawing, { label: safeLine(snapshot.workflow, 200), nodeId: '', depth: 0 }, outline.items);
  const lanes = drawing.lanes.filter(({ bars }) => bars.length > 0);
  const ends = lanes.flatMap(({ bars }) => bars.map(({ toMs }) => toMs));
  return {
    executionId: snapshot.id,
    lengthMs: Math.max(
      1,
      snapshot.duration_ms ?? nowMs ?? 0,
      ends.reduce((most, end) => Math.max(most, end), 0),
    ),
    lanes: lanes.slice(0, mostLanes),
    more: Math.max(0, lanes.length - mostLanes),
    events: isOver ? events : 0,
  };
}

interface Drawing {
  readonly snapshot: ExecutionSnapshot;
  readonly nowMs: number | undefined;
  readonly critical: ReadonlySet<string>;
  readonly lanes: (TimelineLane & { readonly bars: TimelineBar[] })[];
}

/** A lane, and behind it those of the branches that begin in it. */
function addLane(
  drawing: Drawing,
  { label, nodeId, depth }: Omit<TimelineLane, 'bars'>,
  items: readonly OutlineItem[],
): void {
  const lane = { label, nodeId, depth, bars: [] as TimelineBar[] };
  drawing.lanes.push(lane);
  for (const item of items) {
    if (item.kind === 'branch') continue;
    const node = drawing.snapshot.nodes[item.id];
    if (node) lane.bars.push(...barsOf(item, node, drawing));
    for (const child of item.children) {
      const name = safeLine(child.label, 200);
      addLane(
        drawing,
        { label: name, nodeId: child.id, depth: depth + 1 },
        child.kind === 'branch' ? child.children : [child],
      );
    }
  }
}

function barsOf(item: OutlineNode, node: NodeSnapshot, drawing: Drawing): readonly TimelineBar[] {
  const { snapshot, nowMs, critical } = drawing;
  if (node.started_ms === null || node.taken_over === true) return [];
  const name = safeLine(item.label, 200);
  const bar = (
    kind: TimelineBar['kind'],
    fromMs: number,
    endMs: number | null,
    status: TimelineBar['status'],
    words: string,
  ): TimelineBar => {
    const toMs = Math.max(fromMs, endMs ?? nowMs ?? fromMs);
    const text = joined([name, words, formatDuration(toMs - fromMs), critical.has(item.id) ? t('critical path') : '']);
    return { kind, nodeId: item.id, fromMs, toMs, status, isCritical: critical.has(item.id), text };
  };
  const log = node.attempt_log;
  const isWhole = log.length === 0 || log.length > mostAttempts || node.items !== undefined;
  if (isWhole) {
    if (node.attempts === 0 && !lasting.has(item.nodeKind)) return [];
    const status = shownNodeStatus(node.status, snapshot);
    const kind = item.nodeKind === 'approval' || item.nodeKind === 'delay' ? 'wait' : 'attempt';
    return [bar(kind, node.started_ms, node.ended_ms, status, statusWord(status))];
  }
  const bars: TimelineBar[] = [];
  log.forEach((attempt, index) => {
    const before = log[index - 1]?.ended_ms;
    if (typeof before === 'number' && attempt.started_ms > before)
      bars.push(bar('wait', before, attempt.started_ms, 'waiting', t('waits for its next attempt')));
    const status = attemptStatus(attempt, node, nowMs !== undefined);
    const words = joined([
      log.length > 1 ? t('attempt {0}', index + 1) : '',
      statusWord(status),
      attempt.error ? shortReasonOf(attempt.error) : '',
    ]);
    bars.push(bar('attempt', attempt.started_ms, attempt.ended_ms, status, words));
  });
  const last = log.at(-1)?.ended_ms;
  if (node.status === 'waiting' && typeof last === 'number')
    bars.push(bar('wait', last, null, 'waiting', t('waits for its next attempt')));
  return bars;
}

/** Kinds of nodes that take time without an attempt of their own. */
const lasting: ReadonlySet<string> = new Set(['for_each', 'subworkflow', 'approval', 'delay']);
