/** What stands beside a node: how many branches it has, the join that a fork ends in, and how it went in the last execution. */
import { t } from '../base/l10n.ts';
import type { Position, Range } from '../base/text.ts';
import type { WorkflowGraph } from '../model/graph/graph.ts';
import { findRegions } from '../model/graph/regions.ts';
import type { Project } from '../model/project.ts';
import { itemsOf, stringOf, type SyntaxNode, valueOf } from '../model/syntax/syntaxTree.ts';
import type { NodeSnapshot } from '../protocol/execution.ts';
import { itemsWithin, touches } from './itemsWithin.ts';
import { lastLabel, lastNode } from './lastNode.ts';
import type { LastExecution } from './types.ts';

export interface InlayHint {
  readonly position: Position;
  readonly label: string;
  /** May be empty. */
  readonly tooltip: string;
}

/** Which of them are shown. */
export interface InlayHintOptions {
  readonly joins: boolean;
  readonly branches: boolean;
  readonly lastExecution: boolean;
}

/** The hints of the nodes that touch a part of the text. */
export function inlayHints(
  { syntax, graph }: Pick<Project, 'syntax' | 'graph'>,
  span: Range,
  options: InlayHintOptions,
  last?: LastExecution,
): readonly InlayHint[] {
  const found: InlayHint[] = [];
  for (const item of itemsWithin(itemsOf(valueOf(syntax.root, 'nodes')), span, syntax)) {
    const written = valueOf(item, 'id');
    const id = stringOf(written);
    const index = id === undefined ? undefined : graph.indexOf(id);
    if (!written || index === undefined) continue;
    const position = placeOf(item, written);
    if (!touches({ start: position, end: position }, span)) continue;
    const label = gatewayLabel(graph, index, options);
    if (label !== '') found.push({ position, label, tooltip: '' });
    const node = options.lastExecution ? lastNode(last, graph.nodes[index]?.id ?? '') : undefined;
    if (node && last) found.push({ position, ...lastHint(node, last) });
  }
  return found;
}

/** Behind a node that is written on one line, else behind its id. */
function placeOf(item: SyntaxNode, id: SyntaxNode): Position {
  return item.range.start.line === item.range.end.line ? item.range.end : id.range.end;
}

function gatewayLabel(graph: WorkflowGraph, index: number, { joins, branches }: InlayHintOptions): string {
  const kind = graph.nodes[index]?.kind;
  if (kind !== 'fork' && kind !== 'join') return '';
  const count = graph[kind === 'fork' ? 'outgoing' : 'incoming'][index]?.length ?? 0;
  const counted = count === 1 ? t('1 branch') : t('{0} branches', count);
  const ends = kind === 'fork' && joins ? joinsOf(graph, index) : '';
  return [branches ? counted : '', ends === '' ? '' : `→ ${ends}`].filter(Boolean).join(' ');
}

function joinsOf(graph: WorkflowGraph, fork: number): string {
  return findRegions(graph)
    .joinsOf(fork)
    .map((join) => graph.nodes[join]?.id ?? '')
    .join(', ');
}

function lastHint(node: NodeSnapshot, last: LastExecution): Omit<InlayHint, 'position'> {
  const label = lastLabel(node, last);
  const attempts = node.attempts > 1 ? t('{0} attempts', node.attempts) : '';
  const tooltip = [t('In the last execution'), attempts, node.error?.message ?? ''].filter(Boolean).join('\n');
  return { label, tooltip };
}
