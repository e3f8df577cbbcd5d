/** Conditions that are written as text around their braces, as `${{ inputs.a }} == 'x'`. */
import { Binary, Logical } from '@actions/expressions/ast';
import { LineIndex } from '../../base/text.ts';
import { compileExpression } from './compile.ts';
import type { Template } from './template.ts';

/** Whether something stands outside of the braces: what is put together then is a text, and no text but the empty one is false. */
export function isTextCondition(
  condition: Template | undefined,
): condition is Extract<Template, { readonly kind: 'text' }> {
  return condition?.kind === 'text' && condition.parts.some((part) => typeof part === 'string');
}

/** What is meant by it, as one expression; undefined where it is none, or cannot be read as one. */
export function asOneExpression(condition: Template): string | undefined {
  if (!isTextCondition(condition)) return undefined;
  const isAlone = condition.parts.every((part) => typeof part === 'object' || part.trim() === '');
  const parts = condition.parts.map((part) => {
    if (typeof part === 'string') return part;
    const isBound = part.ast instanceof Binary || part.ast instanceof Logical;
    return isBound && !isAlone ? `(${part.source})` : part.source;
  });
  const whole = parts.join('').trim();
  return compileExpression(whole, { lines: new LineIndex(whole), offset: 0 }, true).ok ? whole : undefined;
}
