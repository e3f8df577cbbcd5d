/** What the schema cannot say of settings. */
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { itemOf } from '../compile/nodes.ts';
import { longestDelaySeconds, timeOf } from '../delay.ts';
import type { NodeDefinition } from '../definition.ts';
import { contextNames } from '../expressions/contexts.ts';
import { nodesOfKind } from '../graph/kinds.ts';
import { pairOf, pairsOf, stringOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import { missingAgentSettings } from './agentSettings.ts';
import { inputsOfWrongType, inputsOfWrongValue } from './inputs.ts';
import { edgesSaidBefore } from './withoutEffect.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

function configOf(node: NodeDefinition): SyntaxNode | undefined {
  return valueOf(itemOf(node), 'config');
}

/** Of items: a text never is a list, unless it is one expression. */
export const wrongType: Rule = {
  code: 'invalid-type',
  severity: 'error',
  *check(context) {
    yield* inputsOfWrongType(context);
    for (const node of nodesOfKind(context.graph, 'for_each')) {
      const isText =
        node.items.kind === 'text' || (node.items.kind === 'literal' && typeof node.items.value === 'string');
      const written = isText && valueOf(configOf(node), 'items');
      if (written)
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

/** What a runner needs, and what one setting makes another one need. */
export const missingSetting: Rule = {
  code: 'missing-key',
  severity: 'error',
  *check(context) {
    const { graph } = context;
    yield* missingAgentSettings(context);
    for (const node of nodesOfKind(graph, 'delay')) {
      const item = itemOf(node);
      if (hasOneOf(configOf(node), ['seconds', 'until'])) continue;
      const range = pairOf(item, 'config')?.key.range ?? valueOf(item, 'type')?.range ?? node.range;
      yield { message: t('A delay needs the key "seconds" or "until".'), range, nodes: [node.id] };
    }
    for (const node of nodesOfKind(graph, 'join')) {
      if (node.mode === 'n_of_m') yield* needed(node, 'mode', ['count', 'percent']);
      if (node.merge === 'aggregate') yield* needed(node, 'merge', ['aggregate']);
    }
    for (const node of nodesOfKind(graph, 'for_each'))
      if (node.mode === 'n_of_m') yield* needed(node, 'mode', ['count']);
  },
};

/** One of the keys, because of what another one says. */
function* needed(node: NodeDefinition, key: string, keys: readonly [string, string?]): Iterable<Finding> {
  const [first, second] = keys;
  const config = configOf(node);
  const written = valueOf(config, key);
  const value = stringOf(written);
  if (!written || value === undefined) return;
  if (hasOneOf(config, second === undefined ? [first] : [first, second])) return;
  const message =
    second === undefined
      ? t('"{0}: {1}" needs the key "{2}" beside it.', key, value, first)
      : t('"{0}: {1}" needs the key "{2}" or "{3}" beside it.', key, value, first, second);
  yield { message, range: written.range, nodes: [node.id] };
}

/** Also misspelt, which `unknown-key` says. */
function hasOneOf(config: SyntaxNode | undefined, keys: readonly string[]): boolean {
  return pairsOf(config).some(({ name }) => keys.includes(name) || nearest(name, keys) !== undefined);
}

export const invalidSetting: Rule = {
  code: 'invalid-value',
  severity: 'error',
  *check(context) {
    yield* inputsOfWrongValue(context);
    yield* edgesSaidBefore(context);
    yield* takenItemNames(context);
    yield* tooLongDelays(context);
    yield* noTimes(context);
  },
};

function* takenItemNames({ graph }: RuleContext): Iterable<Finding> {
  for (const node of nodesOfKind(graph, 'for_each')) {
    const written = taken.has(node.as.toLowerCase()) && valueOf(configOf(node), 'as');
    if (written)
      yield {
        message: t('In expressions "{0}" means something else. Take another name for the item.', node.as),
        range: written.range,
        nodes: [node.id],
      };
  }
}

function* tooLongDelays({ graph }: RuleContext): Iterable<Finding> {
  for (const node of nodesOfKind(graph, 'delay')) {
    const written = valueOf(configOf(node), 'seconds');
    if (written && typeof node.seconds === 'number' && node.seconds > longestDelaySeconds)
      yield {
        message: t('A delay lasts at most {0} seconds (100 years).', longestDelaySeconds),
        range: written.range,
        nodes: [node.id],
      };
  }
}

function* noTimes({ graph }: RuleContext): Iterable<Finding> {
  for (const node of nodesOfKind(graph, 'delay')) {
    const written = valueOf(configOf(node), 'until');
    const value = node.until?.kind === 'literal' ? node.until.value : undefined;
    if (written && typeof value === 'string' && timeOf(value) === undefined)
      yield {
        message: t('"{0}" is no time. Write one as 2030-01-31T08:00:00Z, or an expression.', value),
        range: written.range,
        nodes: [node.id],
      };
  }
}
