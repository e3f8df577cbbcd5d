/** Keys and values that the schema does not know. */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { withoutSpace } from '../../model/schema/findings.ts';
import { keysOf, schemaAt, tagValues, valuesOf } from '../../model/schema/lookup.ts';
import {
  type PathStep,
  pairOf,
  type SyntaxMap,
  type SyntaxNode,
  type SyntaxPair,
  toJson,
  valueOf,
} from '../../model/syntax/syntaxTree.ts';
import { locate, type Located } from '../edits/locate.ts';
import { type FixContext, type Fix, type Fixer } from './fix.ts';
import { gatewayTypeOf, withNeeded } from './guess.ts';

/** More than these are not offered one by one. */
const mostValues = 8;

export const unknownKey: Fixer = function* ({ range, suggestion }, context) {
  const place = locate(context.project.syntax, range);
  if (!place?.pair || !place.isKey || place.node.kind !== 'map') return;
  const { pair, node: map } = place;
  const joined = withoutSpace(pair.name);
  if (joined) {
    // Within quotes it is a key of that name, whatever was meant.
    if (suggestion === joined.key && pair.key.style === 'plain') {
      const editing = context.editing();
      const start = context.project.syntax.lines.offsetAt(pair.key.range.start) + joined.key.length + 1;
      editing.change({ start, end: start, text: ' ' });
      yield { title: t('Insert a space behind "{0}:"', joined.key), editing, isSafe: true };
    }
    return;
  }
  if (suggestion !== undefined && !pairOf(map, suggestion)) {
    const editing = context.editing();
    editing.renameKey(pair, suggestion);
    yield { title: t('Rename to "{0}"', suggestion), editing, isSafe: true };
    // It may stand for a key that is needed, so it is not offered to go.
    return;
  }
  if (belongsInConfig(pair.name, place, context)) yield intoConfig(pair, map, context);
  const editing = context.editing();
  editing.removeKey(map, pair.name);
  yield { title: t('Remove the key "{0}"', pair.name), editing, isPreferred: false };
};

/** What stands beside a node's `config` and is known within it. */
function belongsInConfig(key: string, { path }: Located, { project: { syntax } }: FixContext): boolean {
  if (path.length !== 3 || path[0] !== 'nodes') return false;
  return keysOf(schemaAt(syntax.root, [...path.slice(0, -1), 'config']) ?? {}).has(key);
}

function intoConfig({ name, value }: SyntaxPair, map: SyntaxMap, context: FixContext): Fix {
  const editing = context.editing();
  const moved = { [name]: value ? toJson(value) : null };
  const config = valueOf(map, 'config');
  if (config) editing.setIn(map, 'config', moved);
  else editing.setKey(map, 'config', moved, pairOf(map, 'type') ? 'type' : 'id');
  editing.removeKey(map, name);
  return { title: t('Move it into "config"'), editing };
}

export const invalidValue: Fixer = function* ({ range, suggestion, nodes }, context) {
  const place = locate(context.project.syntax, range);
  const map = place?.maps.at(-1)?.map;
  if (!place || place.isKey || place.node.kind !== 'scalar' || !map) return;
  const [path, { node }] = [place.path, place];
  if (suggestion !== undefined) yield valueFix(suggestion, place, map, context);
  else yield* allowedValues(place, map, context);
  if (suggestion === undefined) yield* bounds(node, path, map, context);
  if (path.at(-1) === 'id' && path[0] === 'nodes') yield* validId(node, context);
  if (path.at(-1) === 'as' && nodes.length > 0) {
    const editing = context.editing();
    editing.setText(node, 'element');
    yield { title: t('Change to "{0}"', 'element'), editing };
  }
};

function valueFix(value: string, { node, path }: Located, map: SyntaxMap, context: FixContext): Fix {
  const editing = context.editing();
  editing.setText(node, value);
  const written = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  let isSafe = true;
  if (path.length === 3 && path[0] === 'nodes' && path[2] === 'type') {
    const needed = withNeeded(value, { map, written }, context, editing);
    for (const [key, one] of Object.entries(needed)) editing.setKey(map, key, one, 'type');
    // A gateway's word says which one it is; other keys are a guess.
    isSafe = Object.keys(needed).every((key) => key === 'gateway_type' && gatewayTypeOf(written) !== undefined);
  }
  return { title: t('Change to "{0}"', value), editing, isSafe };
}

function* allowedValues(place: Located, map: SyntaxMap, context: FixContext): Iterable<Fix> {
  const { root } = context.project.syntax;
  const name = String(place.path.at(-1));
  const own = valuesOf(schemaAt(root, place.path) ?? {});
  const allowed: readonly JsonValue[] =
    own.length > 0 ? own : tagValues(schemaAt(root, place.path.slice(0, -1)) ?? {}, name);
  if (allowed.length > mostValues && name !== 'type') return;
  for (const value of allowed) {
    if (typeof value !== 'string') continue;
    yield { ...valueFix(value, place, map, context), isPreferred: allowed.length === 1, isSafe: false };
  }
}

/** The nearest number, or a text for one that must not be empty. */
function* bounds(node: SyntaxNode, path: readonly PathStep[], map: SyntaxMap, context: FixContext): Iterable<Fix> {
  const part = schemaAt(context.project.syntax.root, path);
  if (node.kind !== 'scalar' || !part) return;
  const value = bounded(node.value, part);
  if (value === undefined) return;
  const editing = context.editing();
  editing.setKey(map, String(path.at(-1)), value);
  yield { title: t('Change to "{0}"', typeof value === 'string' ? value : JSON.stringify(value)), editing };
}

function bounded(value: JsonValue, part: Readonly<Record<string, JsonValue>>): JsonValue | undefined {
  if (value === '' && part.minLength !== undefined) return 'workflow';
  if (typeof value === 'string' && typeof part.maxLength === 'number' && value.length > part.maxLength)
    return value.slice(0, part.maxLength);
  if (typeof value !== 'number') return undefined;
  const { minimum, maximum, exclusiveMinimum } = part;
  if (typeof minimum === 'number' && value < minimum) return minimum;
  if (typeof maximum === 'number' && value > maximum) return maximum;
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) return exclusiveMinimum + 1;
  return undefined;
}

/** An id that can be one, in the edges too. */
function* validId(node: SyntaxNode, context: FixContext): Iterable<Fix> {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
  const written = node.value;
  const letters = written.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^(?=[^A-Za-z_])/, '_');
  const id = context.written.freshId(letters.slice(0, 100) || 'node');
  if (id === written) return;
  const editing = context.editing();
  editing.setText(node, id);
  for (const edge of context.written.outgoing(written)) editing.setText(valueOf(edge.item, 'source'), id);
  for (const edge of context.written.incoming(written)) editing.setText(valueOf(edge.item, 'target'), id);
  yield { title: t('Change to "{0}"', id), editing };
}
