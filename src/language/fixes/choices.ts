/** The edges of exclusive gateways. */
import { t } from '../../base/l10n.ts';
import { compileCondition } from '../../model/expressions/compileTemplate.ts';
import { asOneExpression } from '../../model/expressions/textCondition.ts';
import { valueOf } from '../../model/syntax/syntaxTree.ts';
import type { WrittenEdge } from '../edits/written.ts';
import { type Fix, type FixContext, type Fixer } from './fix.ts';

export const exclusiveWithoutDefault: Fixer = function* (diagnostic, context) {
  const node = context.nodeOf(diagnostic);
  const edges = node ? context.written.outgoing(node.id).filter(({ on }) => on !== 'failure') : [];
  // The last one is what is taken when no other is: people write it so.
  for (const edge of [...edges].reverse()) yield asDefault(edge, context);
};

/** It is taken when no other is. Its condition, which says nothing then, goes. */
function asDefault(edge: WrittenEdge, context: FixContext): Fix {
  const editing = context.editing();
  editing.setKey(edge.item, 'default', true, 'target');
  if (edge.condition) editing.removeKey(edge.item, 'condition');
  return { title: t('Mark the edge to "{0}" as the default', edge.target), editing };
}

export const conditionAlwaysTrue: Fixer = function* (diagnostic, context) {
  const { written } = context;
  const edge = context.edgeOf(diagnostic);
  if (!edge) return;
  const whole = asOneExpression(compileCondition(edge.condition).template);
  if (whole !== undefined) {
    const editing = context.editing();
    editing.setKey(edge.item, 'condition', `\${{ ${whole} }}`);
    yield { title: t('Put the whole condition inside "${{ }}"'), editing };
    return;
  }
  const isChoice = edge.on !== 'failure' && written.node(edge.source)?.type === 'exclusive_gateway';
  const hasDefault = written.outgoing(edge.source).some((other) => other !== edge && other.isDefault);
  if (isChoice) {
    // Beside a default it would hide that one without its condition too: which of them is meant nobody knows.
    if (!hasDefault) yield asDefault(edge, context);
    return;
  }
  if (!valueOf(edge.item, 'condition')) return;
  const editing = context.editing();
  editing.removeKey(edge.item, 'condition');
  yield { title: t('Remove the condition'), editing };
};
