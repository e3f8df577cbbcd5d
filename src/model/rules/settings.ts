/** What the schema cannot say of a node's settings. */
import { t } from '../../base/l10n.ts';
import type { NodeDefinition } from '../definition.ts';
import { contextNames } from '../expressions/contexts.ts';
import { itemsOf, type SyntaxNode, type SyntaxTree, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

/** Each node of one kind with its `config` as it is written. */
function* configsOf<K extends NodeDefinition['kind']>(
  kind: K,
  nodes: readonly NodeDefinition[],
  { root }: SyntaxTree,
): Iterable<{ readonly node: Extract<NodeDefinition, { kind: K }>; readonly config: SyntaxNode | undefined }> {
  const ofKind = nodes.filter((node): node is Extract<NodeDefinition, { kind: K }> => node.kind === kind);
  if (ofKind.length === 0) return;
  const items = new Map(itemsOf(valueOf(root, 'nodes')).map((item) => [item.range, item]));
  for (const node of ofKind) yield { node, config: valueOf(items.get(node.range), 'config') };
}

/** A text never is a list, unless it is one expression. */
export const itemsNoList: Rule = {
  code: 'invalid-type',
  severity: 'error',
  *check({ definition, tree }) {
    for (const { node, config } of configsOf('for_each', definition.nodes, tree)) {
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

export const invalidSetting: Rule = {
  code: 'invalid-value',
  severity: 'error',
  *check(context) {
    yield* takenItemNames(context);
    yield* noTimes(context);
  },
};

function* takenItemNames({ definition, tree }: RuleContext): Iterable<Finding> {
  for (const { node, config } of configsOf('for_each', definition.nodes, tree)) {
    const written = valueOf(config, 'as');
    if (written && taken.has(node.as.toLowerCase()))
      yield {
        message: t('In expressions "{0}" means something else. Take another name for the item.', node.as),
        range: written.range,
        nodes: [node.id],
      };
  }
}

function* noTimes({ definition, tree }: RuleContext): Iterable<Finding> {
  for (const { node, config } of configsOf('delay', definition.nodes, tree)) {
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
