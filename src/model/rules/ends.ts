import { t } from '../../base/l10n.ts';
import type { Range } from '../../base/text.ts';
import type { NodeDefinition } from '../definition.ts';
import { nodesOfKind } from '../graph/kinds.ts';
import { itemsOf, pairOf, type SyntaxTree, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

/** The key `nodes`, where something is missing that belongs under it. */
function nodesKey(tree: SyntaxTree): Range | undefined {
  return itemsOf(valueOf(tree.root, 'nodes')).length > 0 ? pairOf(tree.root, 'nodes')?.key.range : undefined;
}

export const missingStart: Rule = {
  code: 'missing-start',
  severity: 'error',
  ofShape: true,
  *check(context) {
    const range = nodesKey(context.tree);
    if (range && nodesOfKind(context.graph, 'start').length === 0)
      yield { message: t('No node has the type "start". Add one: it is where an execution begins.'), range };
  },
};

export const multipleStarts: Rule = {
  code: 'multiple-starts',
  severity: 'error',
  ofShape: true,
  *check(context) {
    const [first, ...others] = nodesOfKind(context.graph, 'start');
    for (const node of others)
      yield {
        message: t('"{0}" is a second start. A workflow has one; lead from it to both with a fork.', node.id),
        range: node.idRange,
        nodes: [node.id],
        related: first ? [{ message: t('The first one is here.'), range: first.idRange }] : [],
      };
  },
};

export const missingEnd: Rule = {
  code: 'missing-end',
  severity: 'error',
  ofShape: true,
  *check(context) {
    const range = nodesKey(context.tree);
    if (range && nodesOfKind(context.graph, 'end').length === 0)
      yield { message: t('No node has the type "end". Add one: what reaches it is the result.'), range };
  },
};

export const startWithIncoming: Rule = {
  code: 'start-with-incoming',
  severity: 'error',
  ofShape: true,
  *check(context) {
    for (const node of nodesOfKind(context.graph, 'start')) yield* edgesAt(context, node, 'incoming');
  },
};

export const endWithOutgoing: Rule = {
  code: 'end-with-outgoing',
  severity: 'error',
  ofShape: true,
  *check(context) {
    for (const node of nodesOfKind(context.graph, 'end')) yield* edgesAt(context, node, 'outgoing');
  },
};

function* edgesAt({ graph }: RuleContext, node: NodeDefinition, side: 'incoming' | 'outgoing'): Iterable<Finding> {
  const index = graph.indexOf(node.id);
  for (const edgeIndex of (index === undefined ? undefined : graph[side][index]) ?? []) {
    const edge = graph.edges[edgeIndex]?.definition;
    if (!edge) continue;
    yield side === 'incoming'
      ? {
          message: t('Nothing leads to the start "{0}". Remove this edge.', node.id),
          range: edge.targetRange,
          nodes: [node.id],
        }
      : {
          message: t('Nothing follows the end "{0}". Remove this edge.', node.id),
          range: edge.sourceRange,
          nodes: [node.id],
        };
  }
}
