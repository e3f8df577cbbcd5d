/**
 * What is known of conditions before anything is executed: that one is always true or false, and that two are never true together.
 *
 * 1. Only what holds for every value is said: `a == 'x'` and `a == 'y'` are never both true, of `a` and `b` nothing is known.
 * 2. Both conditions are asked at the same moment, of the same contexts: they stand on edges that leave one node.
 */
import { type Expr, data } from '@actions/expressions';
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
import { emptyObject } from '../../base/json.ts';
import { evaluateCondition, expressionsOf } from './evaluate.ts';
import type { EvaluationContext, Template } from './template.ts';
import { isTextCondition } from './textCondition.ts';

const nothing: EvaluationContext = {
  inputs: emptyObject(),
  input: null,
  node: () => undefined,
  secret: () => undefined,
  env: () => undefined,
  workflowName: '',
  executionId: '',
};

const constants = new WeakMap<Template, { readonly value: boolean | undefined }>();
const claims = new WeakMap<Template, readonly Claim[]>();

/** Undefined where it depends on something, or cannot be evaluated. Without a condition: true. */
export function constantCondition(condition: Template | undefined): boolean | undefined {
  if (condition === undefined) return true;
  let known = constants.get(condition);
  if (!known) constants.set(condition, (known = { value: constantOf(condition) }));
  return known.value;
}

function constantOf(condition: Template): boolean | undefined {
  if (isTextCondition(condition)) return true;
  const expressions = expressionsOf(condition);
  if (expressions.some(({ references, ast }) => references.length > 0 || asksStatus(ast))) return undefined;
  const value = evaluateCondition(condition, nothing);
  return value.ok ? value.value : undefined;
}

function asksStatus(expr: Expr): boolean {
  if (expr instanceof FunctionCall)
    return ['success', 'failure'].includes(expr.functionName.lexeme.toLowerCase()) || expr.args.some(asksStatus);
  if (expr instanceof Binary) return asksStatus(expr.left) || asksStatus(expr.right);
  if (expr instanceof Logical) return expr.args.some(asksStatus);
  if (expr instanceof Unary) return asksStatus(expr.expr);
  return expr instanceof Grouping && asksStatus(expr.group);
}

/** One thing that must hold for a condition to be true: how `left` compares to `right`, or, without a `right`, that it is true. */
export interface Claim {
  readonly left: string;
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'true' | 'false';
  readonly right: string;
  /** The right side, where it is a constant. */
  readonly constant?: data.ExpressionData;
}

/** That the node which the edge leaves has completed, or failed. */
export const completed: Claim = { left: 'success()', operator: 'true', right: '' };
export const failed: Claim = { left: 'failure()', operator: 'true', right: '' };

/** All that must hold for the condition to be true, as far as it can be told. */
export function claimsOf(condition: Template | undefined): readonly Claim[] {
  if (condition?.kind !== 'expression') return [];
  let known = claims.get(condition);
  if (!known) claims.set(condition, (known = claimsIn(condition.expression.ast, true)));
  return known;
}

function claimsIn(expr: Expr, holds: boolean): readonly Claim[] {
  if (expr instanceof Grouping) return claimsIn(expr.group, holds);
  if (expr instanceof Unary) return claimsIn(expr.expr, !holds);
  if (expr instanceof Logical && expr.operator.lexeme === (holds ? '&&' : '||'))
    return expr.args.flatMap((arg) => claimsIn(arg, holds));
  if (expr instanceof Binary) return [comparison(expr, holds)];
  return [{ left: written(expr), operator: holds ? 'true' : 'false', right: '' }];
}

const opposite = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
const turned = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function comparison({ left, operator, right }: Binary, holds: boolean): Claim {
  const sign = operator.lexeme as keyof typeof opposite;
  // Nothing compares to what is no number: that it is not less does not say that it is more.
  if (!holds && sign !== '==' && sign !== '!=')
    return { left: `${written(left)} ${sign} ${compared(right)}`, operator: 'false', right: '' };
  const said = holds ? sign : opposite[sign];
  if (left instanceof Literal && !(right instanceof Literal))
    return { left: written(right), operator: turned[said], right: compared(left), constant: left.literal };
  return {
    left: written(left),
    operator: said,
    right: compared(right),
    ...(right instanceof Literal && { constant: right.literal }),
  };
}

/** What something is compared to: texts are equal without regard to case. */
function compared(expr: Expr): string {
  return expr instanceof Literal ? written(expr).toLowerCase() : written(expr);
}

/** An expression in one way of writing it. */
function written(expr: Expr): string {
  if (expr instanceof Literal)
    return expr.literal instanceof data.StringData ? `'${expr.literal.value}'` : expr.literal.coerceString();
  if (expr instanceof ContextAccess) return expr.name.lexeme.toLowerCase();
  if (expr instanceof IndexAccess) return `${written(expr.expr)}[${written(expr.index)}]`;
  if (expr instanceof Grouping) return written(expr.group);
  if (expr instanceof Unary) return `!${written(expr.expr)}`;
  if (expr instanceof Binary) return `(${written(expr.left)} ${expr.operator.lexeme} ${written(expr.right)})`;
  if (expr instanceof Logical) return `(${expr.args.map(written).join(` ${expr.operator.lexeme} `)})`;
  if (expr instanceof FunctionCall)
    return `${expr.functionName.lexeme.toLowerCase()}(${expr.args.map(written).join(', ')})`;
  return '*';
}

/** Whether the two conditions can never be true together. */
export function areExclusive(some: readonly Claim[], others: readonly Claim[]): boolean {
  return some.some((one) => others.some((other) => contradicts(one, other)));
}

/** Whether one of the two conditions is always true. */
export function areOpposite(some: readonly Claim[], others: readonly Claim[]): boolean {
  const [[one], [other]] = [some, others];
  if (!one || !other || some.length > 1 || others.length > 1) return false;
  if (one.left !== other.left || one.right !== other.right) return false;
  return ['== !=', '!= ==', 'true false', 'false true'].includes(`${one.operator} ${other.operator}`);
}

function contradicts(one: Claim, other: Claim): boolean {
  if (one.right === '' || other.right === '') {
    const [a, b] = [one.left, other.left];
    if (a === b) return one.operator !== other.operator && one.right === '' && other.right === '';
    const isStatus = (name: string): boolean => name === 'success()' || name === 'failure()';
    if (isStatus(a) && isStatus(b)) return one.operator === other.operator;
    return isOppositeOf(one, other) || isOppositeOf(other, one);
  }
  if (one.left !== other.left) return false;
  if (one.right === other.right) return (excludes[one.operator] ?? []).includes(other.operator);
  if (one.operator !== '==' || other.operator !== '==' || !one.constant || !other.constant) return false;
  return neverEqualBoth(one.constant, other.constant);
}

/** `!(a < b)` beside `a < b`. */
function isOppositeOf(denied: Claim, said: Claim): boolean {
  return denied.operator === 'false' && denied.left === `${said.left} ${said.operator} ${said.right}`;
}

const excludes: Readonly<Record<string, readonly string[]>> = {
  '==': ['!=', '<', '>'],
  '!=': ['=='],
  '<': ['==', '>', '>='],
  '<=': ['>'],
  '>': ['==', '<', '<='],
  '>=': ['<'],
};

/** Values of different kinds are compared as numbers, texts without regard to case; what is no number equals nothing then. */
function neverEqualBoth(one: data.ExpressionData, other: data.ExpressionData): boolean {
  const [a, b] = [one.number(), other.number()];
  if (one instanceof data.StringData && other instanceof data.StringData)
    return one.value.toLowerCase() !== other.value.toLowerCase() && !(a === b);
  return a !== b;
}
