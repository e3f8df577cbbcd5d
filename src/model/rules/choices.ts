/** What exclusive gateways choose by. */
import { t } from '../../base/l10n.ts';
import { itemOfEdge } from '../compile/edges.ts';
import type { EdgeDefinition } from '../definition.ts';
import { areOpposite, claimsOf, constantCondition } from '../expressions/conditions.ts';
import { isTextCondition } from '../expressions/textCondition.ts';
import type { GraphEdge, WorkflowGraph } from '../graph/graph.ts';
import { indicesOfKind } from '../graph/kinds.ts';
import { valueOf } from '../syntax/syntaxTree.ts';
import { isWhole } from './sound.ts';
import type { Rule } from './rule.ts';

/** The edges that a gateway chooses from; those on a failure are not among them. */
export function chosenFrom(graph: WorkflowGraph, gateway: number): readonly EdgeDefinition[] {
  return (graph.outgoing[gateway] ?? []).flatMap((edge) => {
    const definition = graph.edges[edge]?.definition;
    return definition && definition.on !== 'failure' ? [definition] : [];
  });
}

export const exclusiveWithoutDefault: Rule = {
  code: 'exclusive-without-default',
  severity: 'warning',
  ofShape: true,
  *check(context) {
    const { graph } = context;
    if (!isWhole(context)) return;
    for (const index of indicesOfKind(graph, 'exclusive_gateway')) {
      const node = graph.nodes[index];
      if (!node) continue;
      const edges = chosenFrom(graph, index);
      if (edges.length === 0 || isExhaustive(edges)) continue;
      yield {
        message: t('If no condition is true, "{0}" fails. Mark one of its edges with "default: true".', node.id),
        range: node.idRange,
        nodes: [node.id],
        related: edges.map(({ target, range }) => ({ message: t('It may lead to "{0}".', target), range })),
      };
    }
  },
};

/** Whether one of the edges is always taken: the default, one without a condition, or one of two that are each other's opposite. */
function isExhaustive(edges: readonly EdgeDefinition[]): boolean {
  if (edges.some((edge) => edge.default || constantCondition(edge.condition) === true)) return true;
  const claims = edges.map(({ condition }) => claimsOf(condition)).filter(({ length }) => length === 1);
  return claims.some((one, index) => claims.slice(index + 1).some((other) => areOpposite(one, other)));
}

/** Of an exclusive gateway's edges also one without a condition that hides those behind it. */
export const conditionAlwaysTrue: Rule = {
  code: 'condition-always-true',
  severity: 'warning',
  ofShape: true,
  *check(context) {
    const { graph } = context;
    for (let index = 0; index < graph.edges.length; index++) {
      const { source, definition } = graph.edges[index] as GraphEdge;
      const { condition, on } = definition;
      const node = graph.nodes[source];
      const isChoice = node?.kind === 'exclusive_gateway' && on !== 'failure';
      if (!node || (condition === undefined && !isChoice) || constantCondition(condition) !== true) continue;
      const written = condition && valueOf(itemOfEdge(definition), 'condition');
      // What is no text is of a wrong type, and nothing else.
      if (written?.kind === 'scalar' && typeof written.value === 'number') continue;
      const range = written?.range ?? definition.range;
      if (isTextCondition(condition))
        yield {
          message: t('This condition is a text, which is always true. Put the whole of it inside one "${{ }}".'),
          range,
          nodes: [node.id],
        };
      else if (condition !== undefined && !isChoice)
        yield { message: t('This condition is always true. Remove it.'), range, nodes: [node.id] };
      else if (condition !== undefined || (!definition.default && hidesOthers(graph, source, definition)))
        yield {
          message: condition
            ? t('This condition is always true, so no edge behind it is taken. Mark the edge as the default instead.')
            : t('This edge is always taken, and none behind it. Mark it as the default, or give it a condition.'),
          range,
          nodes: [node.id],
        };
    }
  },
};

function hidesOthers(graph: WorkflowGraph, gateway: number, edge: EdgeDefinition): boolean {
  return chosenFrom(graph, gateway).at(-1) !== edge;
}
