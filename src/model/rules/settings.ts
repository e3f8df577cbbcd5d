/** What the schema cannot say of a node's settings. */
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { itemOf } from '../compile/nodes.ts';
import type { NodeDefinition } from '../definition.ts';
import { contextNames } from '../expressions/contexts.ts';
import { pairOf, pairsOf, stringOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

/** Each node of one kind as it is written, with its `config`. */
function* configsOf<K extends NodeDefinition['kind']>(
  kind: K,
  nodes: readonly NodeDefinition[],
): Iterable<{
  readonly node: Extract<NodeDefinition, { kind: K }>;
  readonly item: SyntaxNode | undefined;
  readonly config: SyntaxNode | undefined;
}> {
  for (const node of nodes) {
    if (!isOfKind(node, kind)) continue;
    const item = itemOf(node);
    yield { node, item, config: valueOf(item, 'config') };
  }
}

function isOfKind<K extends NodeDefinition['kind']>(
  node: NodeDefinition,
  kind: K,
): node is Extract<NodeDefinition, { kind: K }> {
  return node.kind === kind;
}

/** A text never is a list, unless it is one expression. */
export const itemsNoList: Rule = {
  code: 'invalid-type',
  severity: 'error',
  *check({ definition }) {
    for (const { node, config } of configsOf('for_each', definition.nodes)) {
      const written = valueOf(config, 'items');
      const isText =
        node.items.kind === 'text' || (node.items.kind === 'literal' && typeof node.items.value === 'string');
      if (isText && written)
        yield {
          message: t('"items" must be a list, or one expression that gives one: "${{ … }}".'),
          range: written.range,
          nodes: [node.id],
        };
    }
  },
};

/** Names that mean something else in every expression. */
const taken: ReadonlySet<string> = new Set([
  ...contextNames.filter((name) => name !== 'item'),
  'true',
  'false',
  'null',
  'nan',
  'infinity',
]);

/** What one setting makes another one need. */
export const missingSetting: Rule = {
  code: 'missing-key',
  severity: 'error',
  *check({ definition }) {
    for (const { node, item, config } of configsOf('delay', definition.nodes)) {
      if (hasOneOf(config, ['seconds', 'until'])) continue;
      const range = pairOf(item, 'config')?.key.range ?? valueOf(item, 'type')?.range ?? node.range;
      yield { message: t('A delay needs the key "seconds" or "until".'), range, nodes: [node.id] };
    }
    for (const { node, config } of configsOf('join', definition.nodes)) {
      yield* needed(node, config, 'mode', 'n_of_m', ['count', 'percent']);
      yield* needed(node, config, 'merge', 'aggregate', ['aggregate']);
    }
    for (const { node, config } of configsOf('for_each', definition.nodes))
      yield* needed(node, config, 'mode', 'n_of_m', ['count']);
  },
};

/** One of the keys, where another one has this value. */
function* needed(
  { id }: NodeDefinition,
  config: SyntaxNode | undefined,
  key: string,
  value: string,
  keys: readonly [string, string?],
): Iterable<Finding> {
  const [first, second] = keys;
  const written = valueOf(config, key);
  if (!written || stringOf(written) !== value) return;
  if (hasOneOf(config, second === undefined ? [first] : [first, second])) return;
  const message =
    second === undefined
      ? t('"{0}: {1}" needs the key "{2}" beside it.', key, value, first)
      : t('"{0}: {1}" needs the key "{2}" or "{3}" beside it.', key, value, first, second);
  yield { message, range: written.range, nodes: [id] };
}

/** Also misspelt, which `unknown-key` says. */
function hasOneOf(config: SyntaxNode | undefined, keys: readonly string[]): boolean {
  return pairsOf(config).some(({ name }) => keys.includes(name) || nearest(name, keys) !== undefined);
}

export const invalidSetting: Rule = {
  code: 'invalid-value',
  severity: 'error',
  *check(context) {
    yield* takenItemNames(context);
    yield* noTimes(context);
  },
};

function* takenItemNames({ definition }: RuleContext): Iterable<Finding> {
  for (const { node, config } of configsOf('for_each', definition.nodes)) {
    const written = valueOf(config, 'as');
    if (written && taken.has(node.as.toLowerCase()))
      yield {
        message: t('In expressions "{0}" means something else. Take another name for the item.', node.as),
        range: written.range,
        nodes: [node.id],
      };
  }
}

function* noTimes({ definition }: RuleContext): Iterable<Finding> {
  for (const { node, config } of configsOf('delay', definition.nodes)) {
    const written = valueOf(config, 'until');
    const value = node.until?.kind === 'literal' ? node.until.value : undefined;
    if (written && typeof value === 'string' && Number.isNaN(Date.parse(value)))
      yield {
        message: t('"{0}" is no time. Write one as 2030-01-31T08:00:00Z, or an expression.', value),
        range: written.range,
        nodes: [node.id],
      };
  }
}
