/** Every place where a file declares or names a node, an agent or an input. */
import { comparePositions, type Position, type Range, rangeContains } from '../base/text.ts';
import type { Reference } from '../model/expressions/compile.ts';
import { compileCondition, compileTemplate } from '../model/expressions/compileTemplate.ts';
import { expressionsOf } from '../model/expressions/evaluate.ts';
import {
  itemsOf,
  pairsOf,
  stringOf,
  type SyntaxNode,
  type SyntaxScalar,
  type SyntaxTree,
  valueOf,
} from '../model/syntax/syntaxTree.ts';

export interface Occurrence {
  readonly kind: 'node' | 'agent' | 'input';
  readonly id: string;
  readonly range: Range;
  readonly declares: boolean;
}

/** In the order of the text; each place once, also when an alias repeats it. */
export function occurrencesOf(tree: SyntaxTree): readonly Occurrence[] {
  const found: Occurrence[] = [];
  const add = (kind: Occurrence['kind'], node: SyntaxNode | undefined, declares: boolean): void => {
    const id = stringOf(node);
    if (node && id !== undefined && id !== '') found.push({ kind, id, range: node.range, declares });
  };
  const { root } = tree;
  for (const kind of ['agent', 'input'] as const)
    for (const pair of pairsOf(valueOf(root, `${kind}s`)))
      found.push({ kind, id: pair.name, range: pair.key.range, declares: true });
  for (const node of itemsOf(valueOf(root, 'nodes'))) {
    add('node', valueOf(node, 'id'), true);
    add('agent', valueOf(node, 'agent_id'), false);
  }
  for (const edge of itemsOf(valueOf(root, 'edges'))) {
    add('node', valueOf(edge, 'source'), false);
    add('node', valueOf(edge, 'target'), false);
  }
  for (const { context, path, nameRange } of referencesOf(tree)) {
    const [id] = path;
    const kind = context.toLowerCase() === 'nodes' ? 'node' : context.toLowerCase() === 'inputs' ? 'input' : undefined;
    if (id !== undefined && kind) found.push({ kind, id, range: nameRange, declares: false });
  }
  const sorted = found.sort((a, b) => comparePositions(a.range.start, b.range.start));
  return sorted.filter((one, index) => index === 0 || !isSamePlace(one, sorted[index - 1]));
}

function isSamePlace(a: Occurrence, b: Occurrence | undefined): boolean {
  return a.kind === b?.kind && comparePositions(a.range.start, b.range.start) === 0;
}

/** What stands at a position. */
export function occurrenceAt(all: readonly Occurrence[], position: Position): Occurrence | undefined {
  return all.find((one) => rangeContains(one.range, position));
}

/** Whether two occurrences mean the same: node ids and inputs are compared without regard to case, agent ids with. */
export function isSame(a: Occurrence, b: Occurrence): boolean {
  return a.kind === b.kind && (a.kind === 'agent' ? a.id === b.id : a.id.toLowerCase() === b.id.toLowerCase());
}

const references = new WeakMap<SyntaxTree, readonly Reference[]>();

/** The references of all expressions, also of those whose edge or node is not complete yet. Found once for each tree. */
export function referencesOf(tree: SyntaxTree): readonly Reference[] {
  const known = references.get(tree);
  if (known) return known;
  const found = expressionScalars(tree).flatMap(({ node, isCondition }) => {
    const { template } = isCondition ? compileCondition(node, tree) : compileTemplate(node, tree);
    return expressionsOf(template).flatMap((expression) => expression.references);
  });
  references.set(tree, found);
  return found;
}

interface ExpressionScalar {
  readonly node: SyntaxScalar;
  readonly isCondition: boolean;
}

/** Every scalar that holds an expression. JSONata (`with.expression`) is another language. */
export function expressionScalars(tree: SyntaxTree): readonly ExpressionScalar[] {
  const found: ExpressionScalar[] = [];
  const visit = (node: SyntaxNode | undefined, key: string, parent: string): void => {
    switch (node?.kind) {
      case 'scalar': {
        const isCondition = key === 'condition' && parent === 'edges';
        if (isJsonata(key, parent) || typeof node.value !== 'string') return;
        if (isCondition || node.value.includes('${{')) found.push({ node, isCondition });
        return;
      }
      case 'sequence':
        for (const item of node.items) visit(item, key, parent);
        return;
      case 'map':
        for (const pair of node.pairs) visit(pair.value, pair.name, key);
        return;
      case undefined:
        return;
    }
  };
  visit(tree.root, '', '');
  return found;
}

function isJsonata(key: string, parent: string): boolean {
  return key === 'expression' && parent === 'with';
}
