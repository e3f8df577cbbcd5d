import type { Expr } from '@actions/expressions';
import {
  Binary,
  ContextAccess,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Unary,
} from '@actions/expressions/ast';
import { LineIndex, type Range } from '../../base/text.ts';
import type { Reference } from './compile.ts';

/** The parts of an expression's node, in the order in which they are written. */
function childrenOf(expr: Expr): readonly Expr[] {
  if (expr instanceof Unary) return [expr.expr];
  if (expr instanceof Binary) return [expr.left, expr.right];
  if (expr instanceof Logical) return expr.args;
  if (expr instanceof Grouping) return [expr.group];
  if (expr instanceof IndexAccess) return [expr.expr, expr.index];
  if (expr instanceof FunctionCall) return expr.args;
  return [];
}

/** How deep an expression nests; a chain of properties counts once. */
export function depthOf(expr: Expr): number {
  const inner = childrenOf(expr).map(depthOf);
  const deepest = inner.length === 0 ? 0 : Math.max(...inner);
  return expr instanceof IndexAccess ? Math.max(1, deepest) : deepest + 1;
}

/** Every use of a context. `located` turns offsets in the expression's text into a range of the file. */
export function findReferences(
  ast: Expr,
  text: string,
  located: (start: number, end: number) => Range,
): readonly Reference[] {
  const lines = new LineIndex(text);
  const found: Reference[] = [];
  const visit = (expr: Expr): void => {
    const chain = chainOf(expr);
    if (!chain) {
      childrenOf(expr).forEach(visit);
      return;
    }
    const { line, column } = chain.context.name.range.start;
    const start = lines.offsetAt({ line, character: column });
    found.push({ context: chain.context.name.lexeme, ...pathIn(text, start, chain.parts, located) });
    chain.computed.forEach(visit);
  };
  visit(ast);
  return found;
}

interface Chain {
  readonly context: ContextAccess;
  readonly parts: readonly string[];
  /** Index expressions that are not constants, to be searched too. */
  readonly computed: readonly Expr[];
}

function chainOf(expr: Expr): Chain | undefined {
  if (expr instanceof ContextAccess) return { context: expr, parts: [], computed: [] };
  if (!(expr instanceof IndexAccess)) return undefined;
  const inner = chainOf(expr.expr);
  if (!inner) return undefined;
  const name = expr.index instanceof Literal ? expr.index.literal.coerceString() : undefined;
  if (name === undefined) return { ...inner, computed: [...inner.computed, expr.index] };
  return inner.computed.length > 0 ? inner : { ...inner, parts: [...inner.parts, name] };
}

/** The ranges of a chain, by looking for its parts behind the context's name. */
function pathIn(
  text: string,
  start: number,
  parts: readonly string[],
  located: (start: number, end: number) => Range,
): Omit<Reference, 'context'> {
  let end = start + (/^[A-Za-z_][A-Za-z0-9_-]*/.exec(text.slice(start))?.[0].length ?? 0);
  const contextRange = located(start, end);
  let nameRange = contextRange;
  parts.forEach((part, index) => {
    const at = text.indexOf(part, end);
    if (at < 0) return;
    end = at + part.length;
    if (index === 0) nameRange = located(at, end);
  });
  return { path: parts, range: located(start, end), contextRange, nameRange };
}
