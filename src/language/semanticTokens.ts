/** Which words of a text are names of nodes, agents and inputs, which of them nobody knows, and the words of expressions. */
import { Attached } from '../base/attached.ts';
import { comparePositions, type Range } from '../base/text.ts';
import type { WorkflowDefinition } from '../model/definition.ts';
import type { Reference } from '../model/expressions/compile.ts';
import type { Project } from '../model/project.ts';
import { resolvePath } from '../model/subworkflows/paths.ts';
import { itemsOf, pairsOf, type SyntaxNode, type SyntaxScalar, type SyntaxTree } from '../model/syntax/syntaxTree.ts';
import { type ExpressionScalar, scalarReferences, visitScalars } from './expressionScalars.ts';
import { contextText, expressionFunctions } from './expressionText.ts';
import { itemsWithin, touches } from './itemsWithin.ts';
import { type Occurrence, occurrencesOf } from './occurrences.ts';
import type { TokenModifier, TokenType } from './tokenTypes.ts';
import { nameRange } from './writtenName.ts';

export interface SemanticToken {
  /** On one line. */
  readonly range: Range;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

/** The tokens that touch a part of the text, in its order; none covers another. */
export function semanticTokens(project: Project, span: Range): readonly SemanticToken[] {
  const found = occurrencesOf(project, { span }).map((one) => nameToken(one, project));
  for (const scalar of scalarsWithin(project.syntax, span)) {
    for (const reference of scalarReferences(scalar)) found.push(...referenceTokens(reference, project.syntax));
    found.push(...functionTokens(scalar.node, project.syntax));
  }
  found.sort((a, b) => comparePositions(a.range.start, b.range.start));
  const shown: SemanticToken[] = [];
  for (const token of found) {
    const { start, end } = token.range;
    const before = shown.at(-1);
    if (start.line !== end.line || start.character >= end.character) continue;
    if (!before || comparePositions(before.range.end, start) <= 0) shown.push(token);
  }
  return shown;
}

function nameToken(one: Occurrence, project: Project): SemanticToken {
  const range = nameRange(one, project.syntax);
  if (!isKnown(one, project)) return { range, type: 'unknownName', modifiers: [] };
  const types = { node: 'function', agent: 'class', input: 'parameter' } as const;
  return { range, type: types[one.kind], modifiers: one.declares ? ['declaration'] : [] };
}

function isKnown(
  { kind, id, file, declares }: Occurrence,
  { definition, graph, subworkflows, path }: Project,
): boolean {
  if (declares) return true;
  if (kind === 'node') return graph.indexOf(id) !== undefined;
  if (kind === 'agent') return definition.agents.has(id);
  if (file === undefined) return inputNames(definition)?.has(id.toLowerCase()) ?? true;
  const wanted = resolvePath(path, file);
  for (const project of subworkflows.values())
    if (project.path === wanted) return inputNames(project.definition)?.has(id.toLowerCase()) ?? true;
  return true;
}

const names = new Attached<WorkflowDefinition, ReadonlySet<string>>();

/** In small letters; undefined where any input is accepted. */
function inputNames(definition: WorkflowDefinition): ReadonlySet<string> | undefined {
  if (!definition.inputs) return undefined;
  const known = names.get(definition) ?? new Set([...definition.inputs.keys()].map((name) => name.toLowerCase()));
  names.set(definition, known);
  return known;
}

function scalarsWithin(tree: SyntaxTree, span: Range): readonly ExpressionScalar[] {
  const found: ExpressionScalar[] = [];
  const take = (node: SyntaxNode | undefined, key: string, parent: string): void => {
    visitScalars(node, key, parent, (scalar) => {
      if (scalar.language !== 'jsonata' && touches(scalar.node.range, span)) found.push(scalar);
    });
  };
  for (const { name, value, range } of pairsOf(tree.root)) {
    if (!touches(range, span)) continue;
    if (value?.kind === 'sequence') for (const item of itemsWithin(itemsOf(value), span, tree)) take(item, name, '');
    else if (value?.kind === 'map')
      for (const pair of value.pairs) if (touches(pair.range, span)) take(pair.value, pair.name, name);
  }
  return found;
}

function referenceTokens(
  { context, contextRange, nameRange: named, range }: Reference,
  tree: SyntaxTree,
): readonly SemanticToken[] {
  const { text, lines } = tree;
  const start = lines.offsetAt(contextRange.start);
  if (text.slice(start, start + context.length) !== context) return [];
  const modifiers = contextText(context) === '' ? [] : (['defaultLibrary'] as const);
  // Where the first part is the name of a node or an input it has its own token, which comes first.
  const isNamed = ['nodes', 'inputs'].includes(context.toLowerCase());
  const from = lines.offsetAt(isNamed ? named.end : contextRange.end);
  const rest = text.slice(from, lines.offsetAt(range.end));
  const properties = [...rest.matchAll(/[A-Za-z_][A-Za-z0-9_-]*/g)].map(({ index, 0: word }): SemanticToken => ({
    range: lines.range(from + index, from + index + word.length),
    type: 'property',
    modifiers: [],
  }));
  return [{ range: contextRange, type: 'variable', modifiers }, ...properties];
}

/** The functions that are called between the braces; of a condition in the whole text. Quoted texts are passed over. */
function functionTokens({ range }: SyntaxScalar, { text, lines }: SyntaxTree): readonly SemanticToken[] {
  const start = lines.offsetAt(range.start);
  const source = text.slice(start, lines.offsetAt(range.end));
  const known = new Set(expressionFunctions().map(({ name }) => name.toLowerCase()));
  return [...source.matchAll(/'[^'\n]*'|([A-Za-z]+)(?=\s*\()/g)].flatMap(({ index, 1: name }): SemanticToken[] =>
    name === undefined || !known.has(name.toLowerCase())
      ? []
      : [
          {
            range: lines.range(start + index, start + index + name.length),
            type: 'function',
            modifiers: ['defaultLibrary'],
          },
        ],
  );
}
