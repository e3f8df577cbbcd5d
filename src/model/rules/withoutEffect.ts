/** What is written and counts for nothing, because of something else that is written or is not. */
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { itemOfEdge } from '../compile/edges.ts';
import { itemOf } from '../compile/nodes.ts';
import type { NodeDefinition } from '../definition.ts';
import { indicesOfKind, nodesOfKind } from '../graph/kinds.ts';
import { pairOf, pairsOf, stringOf, valueOf } from '../syntax/syntaxTree.ts';
import { chosenFrom } from './choices.ts';
import { notedEdges, notedNodes } from './noted.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { settingsOfOtherRunners } from './runnerSettings.ts';

type JoinLike = NodeDefinition & { readonly mode: string; readonly merge?: string };

/** The workflow can be executed all the same. */
export const keyWithoutEffect: Rule = {
  code: 'unknown-key',
  severity: 'warning',
  *check(context) {
    const { graph } = context;
    for (const { node, entry } of notedNodes(context)) if (entry.hasDependent) yield* withoutTheirOther(node);
    for (const node of nodesOfKind(graph, 'delay')) if (has(node, 'seconds')) yield* beside(node, 'until', 'seconds');
    yield* defaultsElsewhere(context);
    yield* settingsOfOtherRunners(context);
  },
};

function* withoutTheirOther(node: NodeDefinition): Iterable<Finding> {
  if (node.kind === 'for_each' && isOther(node, 'mode', 'n_of_m')) yield* alone(node, ['count'], 'mode: n_of_m');
  if (node.kind !== 'join') return;
  if (isOther(node, 'mode', 'n_of_m')) yield* alone(node, ['count', 'percent'], 'mode: n_of_m');
  if (node.mode === 'n_of_m' && has(node, 'count')) yield* beside(node, 'percent', 'count');
  if (isOther(node, 'merge', 'aggregate')) yield* alone(node, ['aggregate'], 'merge: aggregate');
}

/** Whether the setting is another one, the default too. What is misspelt may be meant for this one. */
function isOther(node: JoinLike, key: 'mode' | 'merge', value: string): boolean {
  const config = valueOf(itemOf(node), 'config');
  const written = valueOf(config, key);
  if (written) return node[key] === stringOf(written) && node[key] !== value;
  return !pairsOf(config).some(({ name }) => nearest(name, [key]) !== undefined);
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

function* defaultsElsewhere(context: RuleContext): Iterable<Finding> {
  for (const { source, edge } of notedEdges(context)) {
    const node = context.graph.nodes[source];
    const pair = edge.default && node?.kind !== 'exclusive_gateway' && pairOf(itemOfEdge(edge), 'default');
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
