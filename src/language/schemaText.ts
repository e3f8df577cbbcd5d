/** The schema's words for people: descriptions of keys and values, as Markdown. */
import type { JsonValue } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import type { RunnerName } from '../model/definition.ts';
import {
  alternatives,
  itemOf,
  propertyOf,
  resolve,
  schemaAt,
  type SchemaPart,
  valuesOf,
} from '../model/schema/lookup.ts';
import type { PathStep, SyntaxNode } from '../model/syntax/syntaxTree.ts';

/** A description in the reader's language. The schema's texts are translated by the same bundle as the literals of the code. */
export function describe(part: SchemaPart | undefined): string {
  return typeof part?.description === 'string' ? t(part.description) : '';
}

/** Markdown for a key: what it is, what it may be, what it is without it. */
export function keyText(key: string, part: SchemaPart, required: boolean): string {
  const title = [`**\`${key}\`**`, typeText(part), required ? t('required') : ''].filter(Boolean).join(' · ');
  const values = valuesOf(part).filter((value) => typeof value === 'string');
  return [
    title,
    describe(part),
    values.length > 1 ? t('Allowed: {0}', values.map(code).join(', ')) : '',
    part.default === undefined ? '' : t('Default: {0}', code(part.default)),
    Array.isArray(part.examples) ? t('Example: {0}', part.examples.map(code).join(', ')) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** What a value may be, in a word or two; empty where anything may stand. */
export function typeText(part: SchemaPart): string {
  const names = new Set<string>();
  const collect = (one: SchemaPart): void => {
    for (const type of Array.isArray(one.type) ? one.type : [one.type])
      if (typeof type === 'string') names.add(typeName(type));
    if (one.type === undefined && (one.enum !== undefined || one.const !== undefined)) names.add(t('text'));
    for (const alternative of alternatives(one)) collect(alternative);
  };
  collect(part);
  return [...names].join(` ${t('or')} `);
}

function typeName(type: string): string {
  switch (type) {
    case 'string':
      return t('text');
    case 'number':
      return t('number');
    case 'integer':
      return t('whole number');
    case 'boolean':
      return t('true or false');
    case 'array':
      return t('list');
    default:
      return t('map');
  }
}

/** A value as code: on one line, not longer than a line, and whatever backticks it has stay inside. */
export function code(value: JsonValue): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ');
  const short = text.length > 100 ? `${text.slice(0, 99)}…` : text;
  return short.includes('`') ? `\`\` ${short.replace(/`{2,}/g, "''")} \`\`` : `\`${short}\``;
}

/** Keys without which an object is not complete; of a union that is not decided, those that all its alternatives want. */
export function requiredKeys(part: SchemaPart): readonly string[] {
  const own = Array.isArray(part.required) ? part.required.filter((key) => typeof key === 'string') : [];
  const [first, ...others] = alternatives(part).map(requiredKeys);
  const shared = first?.filter((key) => others.every((keys) => keys.includes(key))) ?? [];
  return [...new Set([...shared, ...own])];
}

/**
 * The schema at a path. A node's `with` has no schema of its own: it is its agent's runner's.
 * @param runner the runner of the agent that stands at, or is named by, the path's second step
 */
export function partAt(
  root: SyntaxNode | undefined,
  path: readonly PathStep[],
  runner: (path: readonly PathStep[]) => RunnerName | undefined,
): SchemaPart | undefined {
  const [section, , key, ...rest] = path;
  if (key !== 'with' || (section !== 'nodes' && section !== 'agents')) return schemaAt(root, path);
  const uses = runner(path.slice(0, 2));
  if (uses === undefined) return schemaAt(root, path);
  let part = resolve({ $ref: `#/definitions/with_${uses}` });
  for (const step of rest) part = part && resolve(typeof step === 'number' ? itemOf(part) : propertyOf(part, step));
  return part;
}

/** Whether an object is meant: it has keys, or may have any. */
export function isObject(part: SchemaPart): boolean {
  return part.type === 'object' || isJsonObject(part.properties) || alternatives(part).some(isObject);
}

export function isList(part: SchemaPart): boolean {
  return part.type === 'array' || alternatives(part).some(isList);
}
