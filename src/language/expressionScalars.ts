/** Where a file holds expressions. */
import { type Position, rangeContains } from '../base/text.ts';
import type { Reference } from '../model/expressions/compile.ts';
import { compileCondition, compileTemplate } from '../model/expressions/compileTemplate.ts';
import { expressionsOf } from '../model/expressions/evaluate.ts';
import { pairsOf, type SyntaxNode, type SyntaxScalar, type SyntaxTree } from '../model/syntax/syntaxTree.ts';

export interface ExpressionScalar {
  readonly node: SyntaxScalar;
  /** A condition is an expression without its braces too. */
  readonly language: 'template' | 'condition' | 'jsonata';
}

/** Every scalar below a node that holds an expression; `key` and `parent` are the keys that lead to it. */
export function visitScalars(
  node: SyntaxNode | undefined,
  key: string,
  parent: string,
  visit: (scalar: ExpressionScalar) => void,
): void {
  switch (node?.kind) {
    case 'scalar': {
      if (typeof node.value !== 'string') return;
      if (key === 'expression' && parent === 'with') visit({ node, language: 'jsonata' });
      else if (key === 'condition' && parent === 'edges') visit({ node, language: 'condition' });
      else if (node.value.includes('${{')) visit({ node, language: 'template' });
      return;
    }
    case 'sequence':
      for (const item of node.items) visitScalars(item, key, parent, visit);
      return;
    case 'map':
      for (const pair of node.pairs) visitScalars(pair.value, pair.name, key, visit);
      return;
    case undefined:
      return;
  }
}

/** The references of one scalar's expressions, also where its edge or node is not complete yet. */
export function scalarReferences({ node, language }: ExpressionScalar): readonly Reference[] {
  if (language === 'jsonata') return [];
  const { template } = language === 'condition' ? compileCondition(node) : compileTemplate(node);
  return expressionsOf(template).flatMap((expression) => expression.references);
}

/** The scalar at a position, where it holds an expression. */
export function expressionScalarAt({ root }: SyntaxTree, position: Position): ExpressionScalar | undefined {
  let found: ExpressionScalar | undefined;
  const look = (node: SyntaxNode | undefined, key: string, parent: string): void => {
    visitScalars(node, key, parent, (scalar) => {
      if (rangeContains(scalar.node.range, position)) found ??= scalar;
    });
  };
  for (const { name, value, range } of pairsOf(root)) {
    if (!rangeContains(range, position)) continue;
    if (value?.kind !== 'sequence') look(value, name, '');
    else for (const item of value.items) if (rangeContains(item.range, position)) look(item, name, '');
  }
  return found;
}
