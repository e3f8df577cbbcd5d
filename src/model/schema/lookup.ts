import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { stringOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import { workflowSchema } from './generated/schema.ts';

/** A part of the schema: what the editor shows of a key or a value. */
export type SchemaPart = JsonObject;

const root = workflowSchema as SchemaPart;
const definitions = root.definitions as Record<string, SchemaPart>;

/** Follows `$ref` and a lone `allOf`. */
export function resolve(part: JsonValue | undefined): SchemaPart | undefined {
  if (!isJsonObject(part)) return undefined;
  if (typeof part.$ref === 'string') return resolve(definitions[part.$ref.replace('#/definitions/', '')]);
  return part;
}

/** The alternative that the written discriminators choose; the part itself where there is nothing to choose. */
export function choose(part: SchemaPart, node: SyntaxNode | undefined): SchemaPart {
  const tag = isJsonObject(part.discriminator) ? part.discriminator.propertyName : undefined;
  if (typeof tag !== 'string') return withConditions(part, node);
  const written = stringOf(valueOf(node, tag));
  const chosen = alternatives(part).find((candidate) => constOf(candidate, tag) === written);
  return chosen ? choose(chosen, node) : part;
}

/** The alternatives of a union, resolved. */
export function alternatives(part: SchemaPart): readonly SchemaPart[] {
  const list = part.oneOf ?? part.anyOf;
  return Array.isArray(list) ? list.map(resolve).filter((item) => item !== undefined) : [];
}

function constOf(part: SchemaPart, key: string): JsonValue | undefined {
  return isJsonObject(part.properties) && isJsonObject(part.properties[key]) ? part.properties[key].const : undefined;
}

/** Lays the `then` of every `if` that holds over the part's properties: an agent's `with` depends on its `uses`. */
function withConditions(part: SchemaPart, node: SyntaxNode | undefined): SchemaPart {
  if (!Array.isArray(part.allOf)) return part;
  for (const rule of part.allOf) {
    if (!isJsonObject(rule) || !isJsonObject(rule.if) || !isJsonObject(rule.then)) continue;
    const wanted = Object.entries((rule.if.properties ?? {}) as Record<string, SchemaPart>);
    if (!wanted.every(([key, value]) => stringOf(valueOf(node, key)) === value.const)) continue;
    return { ...part, properties: { ...(part.properties as JsonObject), ...(rule.then.properties as JsonObject) } };
  }
  return part;
}

/** The schema at a path of the file, the unions decided by what is written. Undefined where anything is allowed. */
export function schemaAt(rootNode: SyntaxNode | undefined, path: readonly (string | number)[]): SchemaPart | undefined {
  let part: SchemaPart | undefined = choose(root, rootNode);
  let node = rootNode;
  for (const step of path) {
    if (!part) return undefined;
    part = resolve(typeof step === 'number' ? itemOf(part) : propertyOf(part, step));
    node = typeof step === 'number' ? (node?.kind === 'sequence' ? node.items[step] : undefined) : valueOf(node, step);
    part = part && choose(part, node);
  }
  return part;
}

/** The schema of one key of an object. In a union that is not decided yet: of the first alternative that has it. */
export function propertyOf(part: SchemaPart, key: string): JsonValue | undefined {
  const properties = isJsonObject(part.properties) ? part.properties : {};
  if (Object.hasOwn(properties, key)) return properties[key];
  for (const alternative of alternatives(part)) {
    const found = propertyOf(alternative, key);
    if (found !== undefined) return found;
  }
  return isJsonObject(part.additionalProperties) ? part.additionalProperties : undefined;
}

/** The schema of a list's items. In a union: of the first alternative that is a list. */
export function itemOf(part: SchemaPart): JsonValue | undefined {
  return part.items ?? alternatives(part).find(({ items }) => items !== undefined)?.items;
}

/** The keys that an object may have, with their schemas; of an undecided union all of them. */
export function keysOf(part: SchemaPart): ReadonlyMap<string, SchemaPart> {
  const keys = new Map<string, SchemaPart>();
  for (const source of [part, ...alternatives(part).flatMap((one) => [one, ...alternatives(one)])])
    if (isJsonObject(source.properties))
      for (const [key, value] of Object.entries(source.properties))
        if (!keys.has(key)) keys.set(key, resolve(value) ?? {});
  return keys;
}

/** The values that are allowed, where they are a closed list; of a union those of all alternatives. */
export function valuesOf(part: SchemaPart): readonly JsonValue[] {
  if (Array.isArray(part.enum)) return part.enum;
  if (part.const !== undefined) return [part.const];
  if (part.type === 'boolean') return [true, false];
  return alternatives(part).flatMap(valuesOf);
}

/** The words of a closed list that has nothing but an expression beside it. */
export function wordsOf(part: SchemaPart): readonly JsonValue[] {
  if (part.enum !== undefined || part.const !== undefined) return valuesOf(part);
  const others = alternatives(part).filter((one) => one !== definitions.expression);
  return others.length === 1 && others[0] ? wordsOf(others[0]) : [];
}

/** The values of a discriminator (`type`, `gateway_type`) of an object. */
export function tagValues(part: SchemaPart, tag: string): readonly string[] {
  const values = new Set<string>();
  for (const alternative of alternatives(part)) {
    const value = constOf(alternative, tag);
    if (typeof value === 'string') values.add(value);
    for (const inner of tagValues(alternative, tag)) values.add(inner);
  }
  return [...values];
}

/** The settings that a runner has; undefined where it takes any. */
export function settingsOfRunner(uses: string): readonly string[] | undefined {
  const part = definitions[`with_${uses}`];
  return part?.additionalProperties === false ? [...keysOf(part).keys()] : undefined;
}
