import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { indicesOfKind } from '../graph/kinds.ts';
import { itemsOf, valueOf } from '../syntax/syntaxTree.ts';
import { reachable } from '../graph/order.ts';
import { missingEnds } from './edges.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Whether an edge is half written: then it is not known what can be reached, and nothing is said. */
function hasHalfEdges({ tree, writtenEdges }: RuleContext): boolean {
  return itemsOf(valueOf(tree.root, 'edges')).length > writtenEdges.length;
}

/**
 * Nodes at this end of edges that name a node that is not there (`unknown-node`): whence an edge comes, or where it leads, is not
 * known then. A misspelt end stands for the nearest node, so that one slip is one diagnostic.
 */
function besideUnknown({ graph, shape }: RuleContext, side: 'source' | 'target'): readonly number[] {
  const other = side === 'source' ? 'target' : 'source';
  const missing = missingEnds(shape);
  const ids = missing.length === 0 ? [] : graph.nodes.map((node) => node.id);
  return missing.flatMap(({ edge }) => {
    if (!edge) return [];
    const known = graph.indexOf(edge[side]);
    if (known !== undefined) return graph.indexOf(edge[other]) === undefined ? known : [];
    const meant = nearest(edge[side], ids);
    return meant === undefined ? [] : (graph.indexOf(meant) ?? []);
  });
}

/** Without a start: a node with no edges at all. */
export const unreachableNode: Rule = {
  code: 'unreachable-node',
  severity: 'error',
  ofShape: true,
  *check(context) {
    const { graph } = context;
    if (hasHalfEdges(context)) return;
    const starts = indicesOfKind(graph, 'start');
    const reached = reachable(graph, [...starts, ...besideUnknown(context, 'target')], 'outgoing');
    for (let index = 0; index < graph.nodes.length; index++) {
      if (starts.length > 0 && reached[index] === 1) continue;
      const node = graph.nodes[index];
      if (!node || node.kind === 'start') continue;
      const alone = (graph.incoming[index]?.length ?? 0) === 0 && (graph.outgoing[index]?.length ?? 0) === 0;
      if (starts.length > 0 || alone)
        yield {
          message: t('No way leads from the start to "{0}". Add an edge to it.', node.id),
          range: node.idRange,
          nodes: [node.id],
        };
    }
  },
};

/** Not repeated where `missing-end` says it, nor for what the start does not reach. */
export const cannotReachEnd: Rule = {
  code: 'cannot-reach-end',
  severity: 'error',
  ofShape: true,
  *check(context) {
    const { graph } = context;
    const ends = indicesOfKind(graph, 'end');
    if (ends.length === 0 || hasHalfEdges(context)) return;
    const leads = reachable(graph, [...ends, ...besideUnknown(context, 'source')], 'incoming');
    const reached = reachable(graph, indicesOfKind(graph, 'start'), 'outgoing');
    for (let index = 0; index < graph.nodes.length; index++) {
      if (leads[index] === 1 || reached[index] !== 1) continue;
      const node = graph.nodes[index];
      if (node)
        yield {
          message: t('No way leads from "{0}" to an end. Add an edge from it.', node.id),
          range: node.idRange,
          nodes: [node.id],
        };
    }
  },
};
