import type { JsonValue } from '../../base/json.ts';
import { type CompiledTemplate, compileTemplate } from '../expressions/compileTemplate.ts';
import type { ExpressionProblem } from '../expressions/compile.ts';
import type { Template } from '../expressions/template.ts';
import { pairsOf, type SyntaxNode, type SyntaxTree, toJson, valueOf } from '../syntax/syntaxTree.ts';

/** The problems in expressions that the converters meet. */
export interface ItemContext {
  readonly problems: ExpressionProblem[];
}

/** With the tree that they read from. */
export interface CompileContext extends ItemContext {
  readonly tree: SyntaxTree;
}

/** `{ [key]: value }`, or `{}` when there is no value: what `exactOptionalPropertyTypes` wants of an optional property. */
export function optional<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: T });
}

function scalarOf(node: SyntaxNode | undefined, key: string): string | number | boolean | null | undefined {
  const value = valueOf(node, key);
  return value?.kind === 'scalar' ? value.value : undefined;
}

export function readString(node: SyntaxNode | undefined, key: string): string | undefined {
  const value = scalarOf(node, key);
  return typeof value === 'string' ? value : undefined;
}

export function readNumber(node: SyntaxNode | undefined, key: string): number | undefined {
  const value = scalarOf(node, key);
  return typeof value === 'number' ? value : undefined;
}

export function readBoolean(node: SyntaxNode | undefined, key: string): boolean | undefined {
  const value = scalarOf(node, key);
  return typeof value === 'boolean' ? value : undefined;
}

/** A value out of a closed list; anything else is as if it were not there (the schema reports it). */
export function readEnum<const T extends string>(
  node: SyntaxNode | undefined,
  key: string,
  allowed: readonly T[],
): T | undefined {
  const value = scalarOf(node, key);
  return allowed.find((candidate) => candidate === value);
}

export function readStrings(node: SyntaxNode | undefined, key: string): readonly string[] | undefined {
  const value = toJson(valueOf(node, key));
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

export function readJson(node: SyntaxNode | undefined, key: string): JsonValue | undefined {
  const value = valueOf(node, key);
  return value && toJson(value);
}

export function readTemplate(
  node: SyntaxNode | undefined,
  key: string,
  context: ItemContext,
  compile: (node: SyntaxNode) => CompiledTemplate = compileTemplate,
): Template | undefined {
  const value = valueOf(node, key);
  return value && collect(compile(value), context);
}

/** A map of templates by key; `literally` names keys whose `${{` is not ours to read. */
export function readTemplates(
  node: SyntaxNode | undefined,
  key: string,
  context: ItemContext,
  literally: readonly string[] = [],
): ReadonlyMap<string, Template> {
  const pairs = pairsOf(valueOf(node, key));
  if (pairs.length === 0) return noTemplates;
  const templates = new Map<string, Template>();
  for (const pair of pairs) {
    if (templates.has(pair.name)) continue;
    templates.set(
      pair.name,
      literally.includes(pair.name)
        ? { kind: 'literal', value: toJson(pair.value) }
        : collect(compileTemplate(pair.value), context),
    );
  }
  return templates;
}

/** Most of many thousands of nodes have none. */
const noTemplates: ReadonlyMap<string, Template> = new Map();

function collect(compiled: CompiledTemplate, context: ItemContext): Template {
  context.problems.push(...compiled.problems);
  return compiled.template;
}
