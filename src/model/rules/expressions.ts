import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { Range } from '../../base/text.ts';
import type { Reference } from '../expressions/compile.ts';
import { contextNames } from '../expressions/contexts.ts';
import { expressionsOf } from '../expressions/evaluate.ts';
import type { Template } from '../expressions/template.ts';
import { reachable } from '../graph/order.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { templatesOf } from './templates.ts';

export const expressionSyntax: Rule = {
  code: 'expression-syntax',
  severity: 'error',
  *check({ expressionProblems }) {
    yield* expressionProblems;
  },
};

/** An expression's references with where they are evaluated: at a node, at an edge's source, or at the end (`outputs`). */
interface Use {
  readonly reference: Reference;
  /** Node index whose predecessors may be named; undefined where every node may. */
  readonly at: number | undefined;
  /** Whether that node itself may be named too: a condition is asked when its source has ended. */
  readonly inclusive: boolean;
  /** Names of the item, in what is done for each. */
  readonly itemNames: readonly string[];
}

function* uses({ definition, graph }: RuleContext): Iterable<Use> {
  for (const [at, node] of graph.nodes.entries()) {
    for (const template of templatesOf(node))
      for (const reference of referencesOf(template)) yield { reference, at, inclusive: false, itemNames: [] };
    if (node.kind !== 'agent_task' && node.kind !== 'for_each') continue;
    const itemNames = node.kind === 'for_each' ? ['item', 'index', node.as.toLowerCase()] : [];
    const settings = [...(definition.agents.get(node.agentId)?.with.values() ?? []), ...node.with.values()];
    for (const reference of settings.flatMap(referencesOf)) yield { reference, at, inclusive: false, itemNames };
  }
  for (const edge of graph.edges)
    if (edge.definition.condition)
      for (const reference of referencesOf(edge.definition.condition))
        yield { reference, at: edge.source, inclusive: true, itemNames: [] };
  for (const template of definition.outputs?.values() ?? [])
    for (const reference of referencesOf(template)) yield { reference, at: undefined, inclusive: true, itemNames: [] };
}

function referencesOf(template: Template): readonly Reference[] {
  return expressionsOf(template).flatMap((expression) => expression.references);
}

export const unknownReference: Rule = {
  code: 'unknown-reference',
  severity: 'error',
  *check(context) {
    // An agent's settings are looked at for each node that uses it.
    const told = new Set<string>();
    for (const use of uses(context))
      for (const finding of unknownName(use, context)) {
        const { line, character } = finding.range.start;
        const key = `${String(line)}:${String(character)} ${finding.message}`;
        if (!told.has(key)) yield finding;
        told.add(key);
      }
  },
};

function* unknownName({ reference, itemNames }: Use, { definition, graph }: RuleContext): Iterable<Finding> {
  const name = reference.context.toLowerCase();
  const [first] = reference.path;
  const known: readonly string[] = [...contextNames.filter((one) => one !== 'item' && one !== 'index'), ...itemNames];
  if (!known.includes(name)) {
    const written = reference.context;
    yield found(t('There is no "{0}" here.', written), { written, range: reference.contextRange }, known);
    return;
  }
  if (first === undefined) return;
  const named: Named = { written: first, range: reference.nameRange };
  if (name === 'inputs' && definition.inputs) {
    const inputs = [...definition.inputs.keys()];
    if (!inputs.some((input) => input.toLowerCase() === first.toLowerCase()))
      yield found(t('There is no input "{0}".', first), named, inputs);
  } else if (name === 'nodes' && graph.indexOf(first) === undefined) {
    const ids = definition.nodes.map((node) => node.id);
    yield found(t('There is no node "{0}".', first), named, ids);
  }
}

interface Named {
  readonly written: string;
  readonly range: Range;
}

function found(message: string, { written, range }: Named, candidates: readonly string[]): Finding {
  const suggestion = nearest(written, candidates);
  return suggestion === undefined
    ? { message: `${message} ${t('Known are: {0}.', candidates.join(', '))}`, range }
    : { message: `${message} ${t('Did you mean "{0}"?', suggestion)}`, range, suggestion };
}

export const referenceNotUpstream: Rule = {
  code: 'reference-not-upstream',
  severity: 'error',
  *check(context) {
    const { graph } = context;
    const upstream = new Map<number, Uint8Array>();
    for (const { reference, at, inclusive } of uses(context)) {
      const [first] = reference.path;
      if (at === undefined || reference.context.toLowerCase() !== 'nodes' || first === undefined) continue;
      const named = graph.indexOf(first);
      const reader = graph.nodes[at];
      if (named === undefined || !reader) continue;
      let before = upstream.get(at);
      if (!before) upstream.set(at, (before = reachable(graph, [at], 'incoming')));
      if (before[named] === 1 && (inclusive || named !== at)) continue;
      yield {
        message: t(
          '"{0}" does not come before "{1}", so it has no output yet. Name a node that leads here.',
          first,
          reader.id,
        ),
        range: reference.nameRange,
        nodes: [reader.id, first],
      };
    }
  },
};
