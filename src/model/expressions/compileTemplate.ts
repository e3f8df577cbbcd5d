import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { type SyntaxNode, type SyntaxScalar, toJson } from '../syntax/syntaxTree.ts';
import { type CompiledExpression, compileExpression, type ExpressionPlace, type ExpressionProblem } from './compile.ts';
import type { Template } from './template.ts';

export interface CompiledTemplate {
  readonly template: Template;
  readonly problems: readonly ExpressionProblem[];
}

/** A value of the file with its `${{ }}`. What cannot be read is a problem, and null in the template. */
export function compileTemplate(node: SyntaxNode | undefined): CompiledTemplate {
  const context: Context = { problems: [], inCondition: false };
  return { template: compileNode(node, context), problems: context.problems };
}

/** As {@link compileTemplate}; a string without braces is one expression too, and a boolean is a literal. */
export function compileCondition(node: SyntaxNode | undefined): CompiledTemplate {
  const context: Context = { problems: [], inCondition: true };
  const { problems } = context;
  if (node?.kind !== 'scalar' || typeof node.value !== 'string' || node.value.includes('${{'))
    return { template: compileNode(node, context), problems };
  const expression = compileInto(node.value, placeIn(node, node.value, { from: startOf(node) }).place, context);
  return { template: expression ? { kind: 'expression', expression } : nothing, problems };
}

interface Context {
  readonly problems: ExpressionProblem[];
  readonly inCondition: boolean;
}

const nothing: Template = { kind: 'literal', value: null };

function compileNode(node: SyntaxNode | undefined, context: Context): Template {
  switch (node?.kind) {
    case undefined:
      return nothing;
    case 'scalar':
      return typeof node.value === 'string' && node.value.includes('${{')
        ? compileText(node, node.value, context)
        : { kind: 'literal', value: node.value };
    case 'sequence': {
      const items = node.items.map((item) => compileNode(item, context));
      return items.every(isLiteral) ? { kind: 'literal', value: toJson(node) } : { kind: 'list', items };
    }
    case 'map': {
      const entries = new Map<string, Template>();
      for (const pair of node.pairs)
        if (!entries.has(pair.name)) entries.set(pair.name, compileNode(pair.value, context));
      return [...entries.values()].every(isLiteral)
        ? { kind: 'literal', value: toJson(node) }
        : { kind: 'map', entries };
    }
  }
}

function isLiteral(template: Template): template is { kind: 'literal'; value: JsonValue } {
  return template.kind === 'literal';
}

function compileText(node: SyntaxScalar, value: string, context: Context): Template {
  const parts: (string | CompiledExpression)[] = [];
  const search = { from: startOf(node) };
  let index = 0;
  while (index < value.length) {
    const open = value.indexOf('${{', index);
    if (open < 0) break;
    if (open > index) parts.push(value.slice(index, open));
    const close = findClose(value, open + 3);
    if (close < 0) {
      context.problems.push({ message: t('The expression does not end. Add the closing braces.'), range: node.range });
      return nothing;
    }
    const source = value.slice(open + 3, close);
    const expression = compileInto(source, placeIn(node, source, search).place, context);
    if (!expression) return nothing;
    parts.push(expression);
    index = close + 2;
  }
  if (index < value.length) parts.push(value.slice(index));
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object') return { kind: 'expression', expression: only };
  return { kind: 'text', parts };
}

/** Offset of the closing braces, those inside quotes passed over; -1 when there are none. */
function findClose(value: string, from: number): number {
  let quoted = false;
  for (let i = from; i < value.length; i++) {
    if (value[i] === "'") quoted = !quoted;
    else if (!quoted && value[i] === '}' && value[i + 1] === '}') return i;
  }
  return -1;
}

function compileInto(
  source: string,
  place: ExpressionPlace,
  { problems, inCondition }: Context,
): CompiledExpression | undefined {
  const result = compileExpression(source, place, inCondition);
  if (result.ok) return result.value;
  problems.push(result.error);
  return undefined;
}

function startOf({ source, range }: SyntaxScalar): number {
  return source.lines.offsetAt(range.start);
}

/** Finds the expression's text in the file behind `search.from`, and moves that on. Escapes and folds leave only the scalar's range. */
function placeIn(node: SyntaxScalar, source: string, search: { from: number }): { readonly place: ExpressionPlace } {
  const { text, lines } = node.source;
  const end = lines.offsetAt(node.range.end);
  const at = text.indexOf(source, search.from);
  if (at < 0 || at + source.length > end) return { place: { range: node.range } };
  search.from = at + source.length;
  return { place: { lines, offset: at } };
}
