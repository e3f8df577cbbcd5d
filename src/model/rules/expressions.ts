import { Attached } from '../../base/attached.ts';
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { Range } from '../../base/text.ts';
import { referencesOf } from '../compile/templates.ts';
import type { Reference } from '../expressions/compile.ts';
import { contextMembers, contextNames, nodeMembers } from '../expressions/contexts.ts';
import { jsonataPaths, jsonataProblem } from '../expressions/jsonata.ts';
import { agentUsers } from '../graph/agentUsers.ts';
import type { WorkflowGraph } from '../graph/graph.ts';
import { reachable } from '../graph/order.ts';
import { lead } from '../graph/upstream.ts';
import type { SyntaxTree } from '../syntax/syntaxTree.ts';
import { jsonataIn } from './jsonataIn.ts';
import { notedEdges, notedNodes } from './noted.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const expressionSyntax: Rule = {
  code: 'expression-syntax',
  severity: 'error',
  *check(context) {
    yield* context.expressionProblems;
    for (const { scalar } of jsonataIn(context)) {
      const problem = jsonataProblem(scalar, context.tree);
      if (problem) yield problem;
    }
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
  /** JSONata knows names with regard to case, and of each node nothing but the output. */
  readonly isJsonata?: true;
}

const known = new Attached<RuleContext, readonly Use[]>();

function usesIn(context: RuleContext): readonly Use[] {
  let found = known.get(context);
  if (!found) known.set(context, (found = [...findUses(context)]));
  return found;
}

function* findUses(context: RuleContext): Iterable<Use> {
  const { definition, graph } = context;
  for (const { index: at, entry } of notedNodes(context)) {
    const { references, settingReferences } = entry;
    for (const reference of references) yield { reference, at, inclusive: false, itemNames: [] };
    const itemNames = itemNamesIn(graph, at);
    for (const reference of settingReferences) yield { reference, at, inclusive: false, itemNames };
  }
  // An agent's settings are looked at for each node that uses it.
  for (const [id, users] of agentUsers(graph)) {
    const references = [...(definition.agents.get(id)?.with.values() ?? [])].flatMap(referencesOf);
    if (references.length > 0)
      for (const at of users)
        for (const reference of references)
          yield { reference, at, inclusive: false, itemNames: itemNamesIn(graph, at) };
  }
  yield* jsonataUses(context);
  for (const { source, edge } of notedEdges(context))
    if (edge.condition)
      for (const reference of referencesOf(edge.condition))
        yield { reference, at: source, inclusive: true, itemNames: [] };
  for (const template of definition.outputs?.values() ?? [])
    for (const reference of referencesOf(template)) yield { reference, at: undefined, inclusive: true, itemNames: [] };
}

function* jsonataUses(context: RuleContext): Iterable<Use> {
  for (const { scalar, readers } of jsonataIn(context)) {
    if (readers.length === 0 || jsonataProblem(scalar, context.tree)) continue;
    for (const { context: name, range, steps } of jsonataPaths(scalar, context.tree)) {
      const [first] = steps;
      if (!first || name === 'input') continue;
      const reference = { context: name, path: [first.name], range, contextRange: range, nameRange: first.range };
      for (const at of readers) yield { reference, at, inclusive: false, itemNames: [], isJsonata: true };
    }
  }
}

function itemNamesIn({ nodes }: WorkflowGraph, at: number): readonly string[] {
  const node = nodes[at];
  return node?.kind === 'for_each' ? ['item', 'index', node.as.toLowerCase()] : [];
}

export const unknownReference: Rule = {
  code: 'unknown-reference',
  severity: 'error',
  *check(context) {
    // One of an agent's settings is found at each node that uses it.
    const told = new Set<string>();
    for (const use of usesIn(context))
      for (const finding of unknownName(use, context)) {
        const { line, character } = finding.range.start;
        const key = `${String(line)}:${String(character)} ${finding.message}`;
        if (!told.has(key)) yield finding;
        told.add(key);
      }
  },
};

const everywhere: readonly string[] = contextNames.filter((name) => name !== 'item' && name !== 'index');

function* unknownName(use: Use, { definition, graph, tree }: RuleContext): Iterable<Finding> {
  const { reference, itemNames, isJsonata } = use;
  const name = reference.context.toLowerCase();
  const [first] = reference.path;
  if (!everywhere.includes(name) && !itemNames.includes(name)) {
    const written = reference.context;
    const named: Named = { written, range: reference.contextRange };
    yield found(t('There is no "{0}" here.', written), named, [...everywhere, ...itemNames]);
    return;
  }
  if (first === undefined) return;
  const named: Named = { written: first, range: reference.nameRange };
  if (name === 'inputs' && definition.inputs) {
    const inputs = [...definition.inputs.keys()];
    if (!inputs.some((input) => (isJsonata ? input === first : input.toLowerCase() === first.toLowerCase())))
      yield found(t('There is no input "{0}".', first), named, inputs);
  } else if (name === 'nodes') {
    const node = graph.nodes[graph.indexOf(first) ?? -1];
    if (!node || (isJsonata && node.id !== first))
      yield found(t('There is no node "{0}".', first), named, namable(use, graph));
    else if (!isJsonata) yield* unknownMember(reference, 1, nodeMembers, tree);
  } else yield* unknownMember(reference, 0, contextMembers.get(name) ?? [], tree);
}

/** The ids of the nodes that may be named there. */
function namable({ at, inclusive }: Use, graph: WorkflowGraph): readonly string[] {
  const before = at === undefined ? undefined : reachable(graph, [at], 'incoming');
  return graph.nodes.flatMap(({ id }, index) =>
    before && (before[index] !== 1 || (index === at && !inclusive)) ? [] : id,
  );
}

/** Of what has these members and no others; any where none are given. */
function* unknownMember(
  { path, range, nameRange, context }: Reference,
  index: number,
  members: readonly string[],
  { text, lines }: SyntaxTree,
): Iterable<Finding> {
  const member = path[index];
  if (member === undefined || members.length === 0 || members.includes(member.toLowerCase())) return;
  const owner = [context, ...path.slice(0, index)].join('.');
  const from = lines.offsetAt(index === 0 ? nameRange.start : nameRange.end);
  const at = text.indexOf(member, from);
  // Escapes keep it from being found letter by letter.
  const isSpelled = at >= 0 && at + member.length <= lines.offsetAt(range.end);
  const named: Named = { written: member, range: isSpelled ? lines.range(at, at + member.length) : range };
  yield found(t('"{0}" has no "{1}".', owner, member), named, members);
}

/** More names than these say nothing to a reader. */
const mostListed = 20;

interface Named {
  readonly written: string;
  readonly range: Range;
}

function found(message: string, { written, range }: Named, candidates: readonly string[]): Finding {
  const suggestion = nearest(written, candidates);
  if (suggestion !== undefined)
    return { message: `${message} ${t('Did you mean "{0}"?', suggestion)}`, range, suggestion };
  if (candidates.length === 0) return { message, range };
  const listed = candidates.slice(0, mostListed).join(', ') + (candidates.length > mostListed ? ', …' : '');
  return { message: `${message} ${t('Known are: {0}.', listed)}`, range };
}

export const referenceNotUpstream: Rule = {
  code: 'reference-not-upstream',
  severity: 'error',
  *check(context) {
    const { graph } = context;
    const named = usesIn(context).flatMap(({ reference, at, inclusive }) => {
      const [first] = reference.path;
      if (at === undefined || reference.context.toLowerCase() !== 'nodes' || first === undefined) return [];
      const from = graph.indexOf(first);
      return from === undefined ? [] : [{ from, to: at, first, inclusive, reference }];
    });
    const leads = lead(graph, named);
    for (const [index, { from, to, first, inclusive, reference }] of named.entries()) {
      const reader = graph.nodes[to];
      if (!reader || (from === to ? inclusive : leads[index])) continue;
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
