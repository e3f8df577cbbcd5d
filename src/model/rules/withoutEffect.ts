/** What is written and counts for nothing, because of something else that is written or is not. */
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { itemOfEdge } from '../compile/edges.ts';
import { itemOf } from '../compile/nodes.ts';
import type { NodeDefinition } from '../definition.ts';
import type { GraphEdge, WorkflowGraph } from '../graph/graph.ts';
import { indicesOfKind, nodesOfKind } from '../graph/kinds.ts';
import { pairOf, pairsOf, stringOf, valueOf } from '../syntax/syntaxTree.ts';
import { chosenFrom } from './choices.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { settingsOfOtherRunners } from './runnerSettings.ts';

/** Keys that count beside some settings only. */
const dependent: ReadonlySet<string> = new Set(['count', 'percent', 'aggregate']);

type JoinLike = NodeDefinition & { readonly mode: string; readonly merge?: string };

/** The workflow can be executed all the same. */
export const keyWithoutEffect: Rule = {
  code: 'unknown-key',
  severity: 'warning',
  *check(context) {
    const { graph } = context;
    for (const node of nodesOfKind(graph, 'join')) {
      if (!hasAny(node, dependent)) continue;
      if (isOther(node, 'mode', 'n_of_m')) yield* alone(node, ['count', 'percent'], 'mode: n_of_m');
      if (node.mode === 'n_of_m' && has(node, 'count')) yield* beside(node, 'percent', 'count');
      if (isOther(node, 'merge', 'aggregate')) yield* alone(node, ['aggregate'], 'merge: aggregate');
    }
    for (const node of nodesOfKind(graph, 'for_each'))
      if (hasAny(node, dependent) && isOther(node, 'mode', 'n_of_m')) yield* alone(node, ['count'], 'mode: n_of_m');
    for (const node of nodesOfKind(graph, 'delay')) if (has(node, 'seconds')) yield* beside(node, 'until', 'seconds');
    yield* defaultsElsewhere(graph);
    yield* settingsOfOtherRunners(context);
  },
};

/** Whether the setting is another one, the default too. What is misspelt may be meant for this one. */
function isOther(node: JoinLike, key: 'mode' | 'merge', value: string): boolean {
  const config = valueOf(itemOf(node), 'config');
  const written = valueOf(config, key);
  if (written) return node[key] === stringOf(written) && node[key] !== value;
  return !pairsOf(config).some(({ name }) => nearest(name, [key]) !== undefined);
}

/** Most have none, and need no closer look. */
function hasAny(node: NodeDefinition, keys: ReadonlySet<string>): boolean {
  const pairs = pairsOf(valueOf(itemOf(node), 'config'));
  for (let at = 0; at < pairs.length; at++) if (keys.has(pairs[at]?.name ?? '')) return true;
  return false;
}

function has(node: NodeDefinition, key: string): boolean {
  return pairOf(valueOf(itemOf(node), 'config'), key) !== undefined;
}

function* keysOf(node: NodeDefinition, keys: readonly string[], message: (key: string) => string): Iterable<Finding> {
  const config = valueOf(itemOf(node), 'config');
  for (const key of keys) {
    const pair = pairOf(config, key);
    if (pair) yield { message: message(key), range: pair.key.range, nodes: [node.id] };
  }
}

/** Keys that need something else beside them to count. */
function alone(node: NodeDefinition, keys: readonly string[], needed: string): Iterable<Finding> {
  return keysOf(node, keys, (key) =>
    t('"{0}" counts for nothing without "{1}". Add that, or remove the key.', key, needed),
  );
}

/** A key that does not count beside another. */
function beside(node: NodeDefinition, key: string, other: string): Iterable<Finding> {
  return keysOf(node, [key], () => t('"{0}" counts for nothing beside "{1}". Remove one of them.', key, other));
}

function* defaultsElsewhere(graph: WorkflowGraph): Iterable<Finding> {
  for (let index = 0; index < graph.edges.length; index++) {
    const { source, definition } = graph.edges[index] as GraphEdge;
    const node = graph.nodes[source];
    const pair = definition.default && node?.kind !== 'exclusive_gateway' && pairOf(itemOfEdge(definition), 'default');
    if (node && pair)
      yield {
        message: t('"default" counts at exclusive gateways alone, and "{0}" is none. Remove the key.', node.id),
        range: pair.key.range,
        nodes: [node.id],
      };
  }
}

/** Edges of an exclusive gateway that are never taken, since one before them says the same. */
export function* edgesSaidBefore({ graph }: RuleContext): Iterable<Finding> {
  for (const gateway of indicesOfKind(graph, 'exclusive_gateway')) {
    const { id = '' } = graph.nodes[gateway] ?? {};
    const seen = new Set<string>();
    let hasDefault = false;
    for (const edge of chosenFrom(graph, gateway)) {
      const item = itemOfEdge(edge);
      const mark = edge.default ? valueOf(item, 'default') : undefined;
      if (mark && hasDefault)
        yield {
          message: t('"{0}" has a default edge before this one, so this one is never taken. Keep one default.', id),
          range: mark.range,
          nodes: [id],
          severity: 'warning',
        };
      hasDefault ||= edge.default;
      const condition = valueOf(item, 'condition');
      const text = plain(stringOf(condition) ?? '');
      if (condition && text !== '' && seen.has(text))
        yield {
          message: t('An edge before this one has the same condition, so this one is never taken.'),
          range: condition.range,
          nodes: [id],
          severity: 'warning',
        };
      seen.add(text);
    }
  }
}

/** A condition with or without its braces. */
function plain(condition: string): string {
  return condition
    .trim()
    .replace(/^\$\{\{((?:(?!\$\{\{).)*)\}\}$/s, '$1')
    .trim();
}
