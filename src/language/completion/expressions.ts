/** Inside `${{ }}` and in conditions: contexts, functions, and what stands behind a dot. */
import type { NodeDefinition } from '../../model/definition.ts';
import { contextNames } from '../../model/expressions/contexts.ts';
import { agentUsers } from '../../model/graph/agentUsers.ts';
import { neighbours, type WorkflowGraph } from '../../model/graph/graph.ts';
import { reachable } from '../../model/graph/order.ts';
import { stringOf, type SyntaxNode, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Cursor } from '../cursor.ts';
import { contextText, expressionFunctions } from '../expressionText.ts';
import { type Field, inputFields, nodeFields, outputFields, receivedFields } from '../shapes.ts';
import type { CompletionItem } from '../types.ts';
import { inOrder } from './valueItem.ts';

export function completeExpression(cursor: Cursor): readonly CompletionItem[] {
  const source = cursor.kind === 'value' ? cursor.source.slice(openBraces(cursor.source)) : cursor.source;
  if (inText(source)) return [];
  const chain = /((?:[A-Za-z_][\w-]*\s*\.\s*)*)[\w-]*$/.exec(source);
  const names = (chain?.[1] ?? '').split('.').map((name) => name.trim());
  names.pop();
  // Behind `rows[0].` or `fromJSON(…).` nothing is known.
  if (/[.\])]\s*$/.test(source.slice(0, chain?.index ?? 0)) && names.length === 0 && /\.\s*[\w-]*$/.test(source))
    return [];
  const at = placeOf(cursor);
  if (names.length === 0) return rootItems(cursor, at);
  let fields = rootFields(cursor, at);
  for (const name of names)
    fields = fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.fields?.() ?? [];
  return fields
    .filter((field) => /^[A-Za-z_][\w-]*$/.test(field.name))
    .map((field, index) => ({
      label: field.name,
      kind: 'property',
      detail: field.detail,
      ...(field.documentation === undefined ? {} : { documentation: field.documentation }),
      insertText: field.name,
      snippet: false,
      range: cursor.nameRange,
      sortText: inOrder(index),
    }));
}

/** A condition may have its braces all the same: what counts begins behind them. */
function openBraces(source: string): number {
  const open = source.lastIndexOf('${{');
  return open < 0 ? 0 : open + 3;
}

function inText(source: string): boolean {
  return (source.match(/'/g)?.length ?? 0) % 2 === 1;
}

interface Place {
  /** The node that asks; in a condition, to which `input` is what that hands on, the edge's source. Undefined in an agent's settings, and where every node may be named. */
  readonly index: number | undefined;
  readonly inCondition: boolean;
  /** Names of the item of a loop; empty outside one. */
  readonly items: readonly string[];
}

function placeOf(cursor: Cursor): Place {
  const [section, step, key] = cursor.path;
  const list = valueOf(cursor.tree.root, String(section));
  const item = list?.kind === 'sequence' && typeof step === 'number' ? list.items[step] : undefined;
  const { graph } = cursor.workflow();
  const indexOf = (id: SyntaxNode | undefined): number | undefined => graph.indexOf(stringOf(id) ?? '');
  if (section === 'edges')
    return { index: indexOf(valueOf(item, 'source')), inCondition: key === 'condition', items: [] };
  const inSettings = key === 'with';
  const { nodes } = cursor.workflow().definition;
  if (section === 'agents') {
    const loops = nodes.filter((node) => node.kind === 'for_each' && node.agentId === step);
    return { index: undefined, inCondition: false, items: inSettings ? itemNames(loops) : [] };
  }
  if (section !== 'nodes') return { index: undefined, inCondition: false, items: [] };
  const index = indexOf(valueOf(item, 'id'));
  // Where the items come from there is no item yet.
  const items = inSettings ? itemNames(nodes.slice(index, index === undefined ? 0 : index + 1)) : [];
  return { index, inCondition: false, items };
}

function itemNames(nodes: readonly NodeDefinition[]): readonly string[] {
  const loops = nodes.filter((node) => node.kind === 'for_each');
  return loops.length === 0 ? [] : [...new Set([...loops.map((node) => node.as), 'index'])];
}

function rootItems(cursor: Cursor, at: Place): readonly CompletionItem[] {
  const contexts = rootFields(cursor, at).map((field, index): CompletionItem => ({
    label: field.name,
    kind: 'context',
    ...(field.documentation === undefined ? {} : { documentation: field.documentation }),
    insertText: field.name,
    snippet: false,
    range: cursor.nameRange,
    sortText: `0${String(index).padStart(3, '0')}`,
  }));
  const functions = expressionFunctions()
    .filter(({ inConditions }) => inConditions !== true || at.inCondition)
    .map(({ name, signature, text }, index): CompletionItem => ({
      label: name,
      kind: 'function',
      detail: signature,
      documentation: () => text,
      insertText: signature.endsWith('()') ? `${name}()` : `${name}($0)`,
      snippet: !signature.endsWith('()'),
      range: cursor.nameRange,
      sortText: `1${String(index).padStart(3, '0')}`,
    }));
  return [...contexts, ...functions];
}

function rootFields(cursor: Cursor, at: Place): readonly Field[] {
  const loop = new Set<string>(['item', 'index']);
  const names = [...contextNames.filter((name) => !loop.has(name)), ...at.items];
  return names.map((name) => ({
    name,
    detail: '',
    documentation: () => contextText(at.items.includes(name) && name !== 'index' ? 'item' : name, at.inCondition),
    fields: () => fieldsOf(name, cursor, at),
  }));
}

function fieldsOf(name: string, cursor: Cursor, at: Place): readonly Field[] {
  const workflow = cursor.workflow();
  switch (name) {
    case 'inputs':
      return inputFields(workflow);
    case 'input':
      if (at.index === undefined) return [];
      return at.inCondition ? outputFields(workflow, at.index) : receivedFields(workflow, at.index);
    case 'nodes':
      return nodeFields(workflow, upstream(cursor, at));
    case 'workflow':
      return [{ name: 'name', detail: workflow.definition.name }];
    case 'execution':
      return [{ name: 'id', detail: '' }];
    default:
      return [];
  }
}

/** The nodes that may be named there: those before it, in a condition its source too; before each node that uses an agent. */
function upstream(cursor: Cursor, at: Place): readonly number[] {
  const { graph } = cursor.workflow();
  const [section, step] = cursor.path;
  const users = section === 'agents' ? agentUsers(graph).get(String(step)) : undefined;
  const asking = at.index === undefined ? firstOf(users ?? [], graph) : [at.index];
  let named = graph.nodes.map((_, index) => index);
  for (const reader of asking) {
    const before = reachable(graph, [reader], 'incoming');
    named = named.filter((index) => before[index] === 1 && (index !== reader || section === 'edges'));
  }
  return named;
}

/** Those behind no other of them: what comes before these comes before all. On a cycle nobody is first, and all are asked. */
function firstOf(nodes: readonly number[], graph: WorkflowGraph): readonly number[] {
  const next = nodes.flatMap((node) => neighbours(graph, node, 'outgoing'));
  const behind = reachable(graph, next, 'outgoing');
  const first = nodes.filter((node) => behind[node] !== 1);
  return first.length > 0 ? first : nodes;
}
