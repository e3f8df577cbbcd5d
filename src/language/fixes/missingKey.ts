/** A key that is needed, with the value that is most likely meant. */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import {
  nodeAt,
  type PathStep,
  pairOf,
  stringOf,
  type SyntaxMap,
  type SyntaxNode,
  valueOf,
} from '../../model/syntax/syntaxTree.ts';
import { keyDialects } from '../../model/schema/dialects.ts';
import { withoutSpace } from '../../model/schema/findings.ts';
import { keysOf, schemaAt } from '../../model/schema/lookup.ts';
import type { Editing, Item } from '../edits.ts';
import { locate } from '../edits/locate.ts';
import { isSameId } from '../edits/written.ts';
import { type Fix, type FixContext, type Fixer } from './fix.ts';
import { guessGateway, guessItems, guessType, withNeeded } from './guess.ts';

export const missingKey: Fixer = function* (diagnostic, context) {
  const key = diagnostic.suggestion;
  const target = key === undefined ? undefined : incomplete(diagnostic, key, context);
  if (key === undefined || !target) {
    yield* missingSetting(diagnostic, context);
    return;
  }
  const { map, path } = target;
  const editing = context.editing();
  const misspelt = map.pairs.find(({ name }) => means(name, key, path, context));
  if (misspelt) {
    editing.renameKey(misspelt, key);
    yield { title: t('Rename "{0}" to "{1}"', misspelt.name, key), editing, isSafe: true };
    return;
  }
  if (path.length === 0) addToRoot(key, map, context, editing);
  else {
    const needed = neededKeys(key, target, context, editing);
    if (!needed) return;
    for (const [name, value] of Object.entries(needed)) editing.setKey(map, name, value, placeOf(name, map));
  }
  yield { title: t('Add the key "{0}"', key), editing };
};

/** Whether a key that is not known there stands for another one. */
function means(name: string, key: string, path: readonly PathStep[], { project: { syntax } }: FixContext): boolean {
  const dialect = Object.hasOwn(keyDialects, name) ? keyDialects[name] : undefined;
  if (withoutSpace(name)) return false;
  if (dialect !== key && nearest(name, [key]) === undefined) return false;
  return !keysOf(schemaAt(syntax.root, path) ?? {}).has(name);
}

interface Incomplete {
  readonly map: SyntaxMap;
  readonly path: readonly PathStep[];
}

/** The innermost map that is shown there and lacks the key: a map of several lines is shown on its first key. */
function incomplete({ range }: Diagnostic, key: string, { project: { syntax } }: FixContext): Incomplete | undefined {
  const { lines } = syntax;
  const offset = lines.offsetAt(range.start);
  const starts = ({ map }: Incomplete): boolean =>
    [map.range, map.pairs[0]?.key.range].some((one) => one && lines.offsetAt(one.start) === offset);
  const place = locate(syntax, range);
  return [...(place?.maps ?? [])].reverse().find((one) => starts(one) && !pairOf(one.map, key));
}

/** Keys stand where people write them: the type behind the id. */
function placeOf(key: string, map: SyntaxMap): string | undefined {
  if (key === 'agent_id' || key === 'gateway_type') return pairOf(map, 'type') ? 'type' : 'id';
  if (key === 'type') return 'id';
  return key === 'target' ? 'source' : undefined;
}

function neededKeys(key: string, { map, path }: Incomplete, context: FixContext, editing: Editing): Item | undefined {
  const id = stringOf(valueOf(map, 'id')) ?? '';
  switch (key) {
    case 'id':
      return { id: guessId(map, context) };
    case 'type': {
      const type = guessType(map, context);
      return { type, ...withNeeded(type, { map, written: id }, context, editing) };
    }
    case 'gateway_type':
      return { gateway_type: guessGateway(map, context) };
    case 'agent_id':
      return { agent_id: context.anyAgent(editing) };
    case 'source':
    case 'target': {
      const end = guessEnd(key, map, context);
      return end === undefined ? undefined : { [key]: end };
    }
    case 'items':
      return { items: guessItems(context) };
    case 'path':
    case 'config':
      return configFor(key, path, map, context);
    default:
      return undefined;
  }
}

function configFor(key: string, path: readonly PathStep[], map: SyntaxMap, context: FixContext): Item | undefined {
  if (key === 'config' && stringOf(valueOf(map, 'type')) === 'for_each')
    return { config: { items: guessItems(context) } };
  if (path[0] !== 'nodes') return undefined;
  // Another node's file is the only one that is known to be there.
  const [known] = context.project.definition.nodes.flatMap((node) =>
    node.kind === 'subworkflow' && node.path !== '' ? [node.path] : [],
  );
  if (known === undefined) return undefined;
  return key === 'config' ? { config: { path: known } } : { path: known };
}

/** The id that edges already name, else one by the type. */
function guessId(map: SyntaxMap, { written }: FixContext): string {
  const ends = written.edges.flatMap(({ source, target }) => [source, target]);
  const named = ends.find((id) => !written.node(id) && /^[A-Za-z_][\w-]{0,99}$/.test(id));
  if (named !== undefined) return named;
  const type = stringOf(valueOf(map, 'gateway_type')) ?? stringOf(valueOf(map, 'type')) ?? 'node';
  return written.freshId(/^[A-Za-z_][\w-]{0,90}$/.test(type) ? type.replace('agent_task', 'task') : 'node');
}

/** A node that still lacks an edge on that side, else any that makes no cycle. */
function guessEnd(key: 'source' | 'target', map: SyntaxMap, { written }: FixContext): string | undefined {
  const other = stringOf(valueOf(map, key === 'source' ? 'target' : 'source'));
  const beyond = written.reach(other === undefined ? [] : [other], key === 'source' ? 'outgoing' : 'incoming');
  const wrongType = key === 'source' ? 'end' : 'start';
  const possible = written.nodes.filter(({ id, type }) => {
    if (type === wrongType || beyond.has(id.toLowerCase())) return false;
    return other === undefined || !(key === 'source' ? written.hasEdge(id, other) : written.hasEdge(other, id));
  });
  const side = key === 'source' ? 'outgoing' : 'incoming';
  return (possible.find(({ id }) => written[side](id).length === 0) ?? possible.at(key === 'source' ? 0 : -1))?.id;
}

function addToRoot(key: string, root: SyntaxMap, context: FixContext, editing: Editing): void {
  if (key === 'name') addName(root, context, editing);
  if (key === 'nodes') for (const type of ['start', 'end']) editing.insertItem('nodes', { id: type, type });
  if (key !== 'edges' && (key !== 'nodes' || pairOf(root, 'edges'))) return;
  const { nodes } = context.written;
  const ids = [
    ...nodes.filter(({ type }) => type === 'start'),
    ...nodes.filter(({ type }) => type !== 'start' && type !== 'end'),
    ...nodes.filter(({ type }) => type === 'end'),
  ].map(({ id }) => id);
  const row = key === 'nodes' ? ['start', 'end'] : ids;
  row.forEach((source, index) => {
    const target = row[index + 1];
    if (target !== undefined && !isSameId(source, target)) editing.insertItem('edges', { source, target });
  });
}

/** At the beginning of the file. */
function addName(root: SyntaxMap, { project }: FixContext, editing: Editing): void {
  const file = /([^/\\]+?)(?:\.workflow)?\.ya?ml$/i.exec(project.path)?.[1];
  editing.setFirstKey(root, 'name', file ?? 'workflow');
}

/** What the rules miss, not the schema: they name no key. */
function* missingSetting(diagnostic: Diagnostic, context: FixContext): Iterable<Fix> {
  if (diagnostic.suggestion !== undefined) {
    yield* missingOfRunner(diagnostic.suggestion, diagnostic, context);
    return;
  }
  const node = context.nodeOf(diagnostic);
  if (!node) return;
  const config = valueOf(node.item, 'config');
  if (node.type === 'subworkflow') yield* missingInputs(config, node.id, context);
  else
    for (const [key, value] of Object.entries(settingsFor(node.type, config, node.id, context))) {
      const editing = context.editing();
      editing.setIn(node.item, 'config', { [key]: value });
      yield { title: t('Add the key "{0}"', key), editing };
    }
}

/** What an agent cannot work without, as something that can be read and is to be replaced. */
const usualSettings: Readonly<Record<string, JsonValue>> = {
  url: 'https://example.com',
  query: 'SELECT 1',
  key: 'example',
  expression: 'input',
  path: './script.mjs',
  run: ['echo', 'hello'],
  prompt: '${{ input }}',
  server: 'example',
  tool: 'example',
};

/** Of the agent; of the node where only that lacks it. */
function* missingOfRunner(key: string, { range }: Diagnostic, context: FixContext): Iterable<Fix> {
  const value = usualSettings[key];
  const [section, step] = locate(context.project.syntax, range)?.path ?? [];
  if (value === undefined || (section !== 'agents' && section !== 'nodes') || step === undefined) return;
  const editing = context.editing();
  editing.setIn(nodeAt(context.project.syntax.root, [section, step]), 'with', { [key]: value });
  yield { title: t('Add the setting "{0}"', key), editing };
}

function settingsFor(type: string, config: SyntaxNode | undefined, id: string, context: FixContext): Item {
  if (type === 'delay') return { seconds: 1 };
  const needs: Record<string, JsonValue> = {};
  if (stringOf(valueOf(config, 'mode')) === 'n_of_m' && !pairOf(config, 'count') && !pairOf(config, 'percent'))
    needs.count = Math.max(1, Math.ceil(context.written.incoming(id).length / 2));
  if (stringOf(valueOf(config, 'merge')) === 'aggregate' && !pairOf(config, 'aggregate')) needs.aggregate = 'count';
  return needs;
}

/** All inputs that the other file wants and does not get, each from this workflow's input of that name. */
function* missingInputs(config: SyntaxNode | undefined, id: string, context: FixContext): Iterable<Fix> {
  const { definition, subworkflows } = context.project;
  const written = valueOf(config, 'inputs');
  const own = definition.inputs && [...definition.inputs.keys()];
  const inputs: Record<string, JsonValue> = {};
  for (const { name, required, default: value } of subworkflows.get(id)?.definition.inputs?.values() ?? [])
    if (required && value === undefined && !pairOf(written, name)) {
      const isThere = !own || own.some((one) => isSameId(one, name));
      inputs[name] = isThere ? `\${{ inputs.${name} }}` : '${{ input }}';
    }
  const names = Object.keys(inputs);
  if (names.length === 0) return;
  const editing = context.editing();
  editing.setIn(config, 'inputs', inputs);
  yield { title: t('Add the inputs {0}', names.join(', ')), editing };
}
