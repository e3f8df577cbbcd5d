/** Schema errors as diagnostics: each on the key or value that is wrong, and one for each mistake. */
import { Attached } from '../../base/attached.ts';
import { emptyObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { type MappedList, mapAgain } from '../../base/lists.ts';
import type { Steps } from '../../base/steps.ts';
import type { Diagnostic } from '../diagnostic.ts';
import {
  itemsOf,
  nodeAt,
  type SyntaxNode,
  type SyntaxPair,
  type SyntaxScalar,
  type SyntaxTree,
  toJson,
  valueOf,
} from '../syntax/syntaxTree.ts';
import { keySuggestion, keysAt, pathOf, toDiagnostic } from './findings.ts';
import { isEdge, isNode, isWorkflow, type SchemaError } from './generated/validator.js';

/** Lists of which each item is checked by itself, and one that has not changed only once. */
const lists = ['nodes', 'edges'] as const;
type List = (typeof lists)[number];
/** Items without a mistake, as many as a list must have; they stand for those that are checked by themselves. */
const right = {
  nodes: [
    { id: 'a', type: 'start' },
    { id: 'b', type: 'end' },
  ],
  edges: [{ source: 'a', target: 'b' }],
};

/** What was found, and what it was found in, for the next text. */
export interface SchemaCheck {
  readonly found: readonly Diagnostic[];
  /** All but the items of the lists; undefined where something in it is wrong. */
  readonly right: readonly unknown[] | undefined;
  readonly items: Readonly<Record<List, MappedList<SyntaxNode, readonly Diagnostic[]>>>;
}

/** @param before of the text before an edit: what is still the same is not checked again */
export function* checkSchema({ root }: SyntaxTree, before?: SchemaCheck): Steps<SchemaCheck> {
  const items = {
    nodes: yield* checkItems('nodes', root, before),
    edges: yield* checkItems('edges', root, before),
  };
  const frame = root?.kind === 'map' ? root.pairs.map(frameOf) : [];
  const isSame = before?.right?.length === frame.length && frame.every((part, at) => part === before.right?.[at]);
  const found = root && !(isSame && frame.length > 0) ? [...checkFrame(root)] : [];
  const right = found.length === 0 ? frame : undefined;
  for (const list of lists) for (const at of items[list].noted) found.push(...(items[list].results[at] ?? []));
  return { found, right, items };
}

function checkItems(
  list: List,
  root: SyntaxNode | undefined,
  before: SchemaCheck | undefined,
): Steps<MappedList<SyntaxNode, readonly Diagnostic[]>> {
  return mapAgain(
    before?.items[list],
    itemsOf(valueOf(root, list)),
    (item) => checkItem(list, item),
    (found) => found.length > 0,
  );
}

/** A section, or of a list what the schema says of it as a whole. */
function frameOf(pair: SyntaxPair): unknown {
  const { name, value } = pair;
  return isList(name) && value?.kind === 'sequence' ? `${name} ${Math.min(value.items.length, 2)}` : pair;
}

function checkFrame(root: SyntaxNode): readonly Diagnostic[] {
  if (root.kind !== 'map') return checkAgainst(toJson(root), root);
  const json = emptyObject();
  for (const { name, value } of root.pairs) {
    if (name in json) continue;
    const isSplit = isList(name) && value?.kind === 'sequence';
    json[name] = isSplit ? right[name].slice(0, value.items.length) : toJson(value);
  }
  return checkAgainst(json, root);
}

function isList(name: string): name is List {
  return lists.some((list) => list === name);
}

/** An item may be moved from one list to the other. */
const known: Readonly<Record<List, Attached<SyntaxNode, readonly Diagnostic[]>>> = {
  nodes: new Attached(),
  edges: new Attached(),
};

const none: readonly never[] = [];

/** One of a list's items; found once. */
export function checkItem(list: List, item: SyntaxNode): readonly Diagnostic[] {
  let found = known[list].get(item);
  if (!found) {
    const json = forSchema(item) ?? toJson(item);
    // What is wrong is told as of a whole file.
    const isRight = list === 'nodes' ? isNode(json) : isEdge(json);
    found = isRight
      ? none
      : checkAgainst({ name: 'a', ...right, [list]: [json, ...right[list]] }, aroundItem(list, item));
    known[list].set(item, found);
  }
  return found;
}

/**
 * As `toJson`, of objects with a prototype: V8 makes them in a fraction of the time, and the schema asks for none of the names that they
 * inherit. Undefined where one would be taken for the prototype.
 */
function forSchema(node: SyntaxNode | undefined): JsonValue | undefined {
  if (node?.kind === 'scalar') return node.value;
  if (node?.kind !== 'map') return node?.kind === 'sequence' ? listForSchema(node.items) : null;
  const object: JsonObject = {};
  for (const { name, value } of node.pairs) {
    if (name === '__proto__') return undefined;
    const json = forSchema(value);
    if (json === undefined) return undefined;
    if (!Object.hasOwn(object, name)) object[name] = json;
  }
  return object;
}

function listForSchema(items: readonly SyntaxNode[]): JsonValue | undefined {
  const list: JsonValue[] = [];
  for (const item of items) {
    const json = forSchema(item);
    if (json === undefined) return undefined;
    list.push(json);
  }
  return list;
}

/** What a file would be that had this item alone. */
function aroundItem(list: string, item: SyntaxNode): SyntaxNode {
  const { range, source } = item;
  const value: SyntaxNode = { kind: 'sequence', flow: false, items: [item], range, source };
  const key: SyntaxScalar = { kind: 'scalar', value: list, style: 'plain', range, source };
  return { kind: 'map', flow: false, pairs: [{ key, name: list, value, range }], range, source };
}

function checkAgainst(json: JsonValue, root: SyntaxNode): readonly Diagnostic[] {
  if (isWorkflow(json)) return [];
  const all = isWorkflow.errors ?? [];
  const noise = noiseOf(all, root);
  const errors = all.filter((error) => !noise(error));
  const seen = new Set<string>();
  return errors.flatMap((error) => {
    const diagnostic = toDiagnostic(error, root);
    const key = `${String(diagnostic.range.start.line)}:${String(diagnostic.range.start.character)}:${diagnostic.message}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [diagnostic];
  });
}

/** What a part of a union says of a value that is meant for another part. */
const mismatches: ReadonlySet<string> = new Set(['type', 'const', 'enum', 'pattern', 'anyOf']);

/** What another error at the same place says better: the parts of a union, the frame of a condition, a missing tag said twice. */
function noiseOf(all: readonly SchemaError[], root: SyntaxNode): (error: SchemaError) => boolean {
  const unions = new Set(all.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath));
  const byPath = new Map<string, SchemaError[]>();
  for (const error of all) {
    const there = byPath.get(error.instancePath);
    if (there) there.push(error);
    else byPath.set(error.instancePath, [error]);
  }
  // Where a value fits one part of a union but for something in it, that says more than the union.
  const fitting = new Set(
    all.flatMap(({ keyword, instancePath }) => {
      const around = unionsAround(instancePath, unions);
      return around[0] === instancePath && mismatches.has(keyword) ? around.slice(1) : around;
    }),
  );
  const beside = ({ instancePath }: SchemaError): readonly SchemaError[] => byPath.get(instancePath) ?? [];
  return (error) => {
    const { keyword, params } = error;
    if (keyword === 'if' || keyword === 'oneOf') return true;
    const [union] = unionsAround(error.instancePath, unions);
    if (union !== undefined && fitting.has(union)) return union === error.instancePath && mismatches.has(keyword);
    if (keyword === 'anyOf') return false;
    if (keyword === 'required') return beside(error).some((other) => isRenamed(other, error, root));
    if (keyword === 'discriminator' && params.error === 'tag')
      return beside(error).some((other) => other.keyword === 'required' && other.params.missingProperty === params.tag);
    return union !== undefined;
  };
}

/** Those of the paths that are the pointer's, or of something around it, the innermost first. */
function unionsAround(pointer: string, paths: ReadonlySet<string>): readonly string[] {
  const around: string[] = [];
  for (let end = pointer.length; end >= 0; end = end === 0 ? -1 : pointer.lastIndexOf('/', end - 1))
    if (paths.has(pointer.slice(0, end))) around.push(pointer.slice(0, end));
  return around;
}

/** Whether an unknown key is a misspelling, or another dialect's word, of the one that is missing: renaming it mends both. */
function isRenamed(unknown: SchemaError, missing: SchemaError, root: SyntaxNode): boolean {
  if (unknown.keyword !== 'additionalProperties') return false;
  const path = pathOf(unknown.instancePath, root);
  const meant = keySuggestion(String(unknown.params.additionalProperty), keysAt(path, root), nodeAt(root, path));
  return meant === missing.params.missingProperty;
}
