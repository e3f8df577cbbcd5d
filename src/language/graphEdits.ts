/** Changes of a workflow made in its graph, as minimal changes of its text. Renaming is {@link rename}: it may reach other files. */
import { t } from '../base/l10n.ts';
import { findRegions } from '../model/graph/regions.ts';
import type { Project } from '../model/project.ts';
import { pairOf, pairsOf, type SyntaxNode, valueOf } from '../model/syntax/syntaxTree.ts';
import type { AddableType, GraphEdit, GraphNodeType } from '../protocol/graphEdits.ts';
import type { Editing } from './edits.ts';
import type { WrittenEdge, WrittenNode } from './edits/written.ts';
import { isSameId } from './edits/written.ts';
import { FixContext } from './fixes/fix.ts';
import { graphFields } from './graphFields.ts';
import { newNode, nodeOnEdge } from './refactor/insertNode.ts';
import { wrap } from './refactor/wrap.ts';
import type { TextChange } from './types.ts';

export type GraphEditing = { readonly edits: readonly TextChange[] } | { readonly problem: string };

/** A sentence for people where it cannot be done. */
type Problem = string;

export function graphEdits(project: Project, edit: Exclude<GraphEdit, { kind: 'rename' }>): GraphEditing {
  if (!project.syntax.root || project.syntax.problems.length > 0)
    return { problem: t('The text has a syntax error. Mend it first.') };
  const context = new FixContext(project);
  const editing = edited(context, edit);
  if (typeof editing === 'string') return { problem: editing };
  const { edits } = editing;
  return edits ? { edits } : { problem: t('This cannot be changed here, as it is written. Change it in the text.') };
}

function edited(context: FixContext, edit: Exclude<GraphEdit, { kind: 'rename' }>): Editing | Problem {
  switch (edit.kind) {
    case 'addAfter':
      return ofNode(context, edit.nodeId, (node) => addAfter(context, node, edit.nodeType));
    case 'addOnEdge':
      return ofEdge(context, edit, (edge) => nodeOnEdge(context, edge, edit.nodeType));
    case 'connect':
      return ofNode(context, edit.source, (source) =>
        ofNode(context, edit.target, (target) => connect(context, source, target)),
      );
    case 'deleteNode':
      return ofNode(context, edit.nodeId, (node) => deleteNode(context, node));
    case 'deleteEdge':
      return ofEdge(context, edit, (edge) => {
        const editing = context.editing();
        editing.removeItem('edges', edge.item);
        return editing;
      });
    case 'setType':
      return ofNode(context, edit.nodeId, (node) => setType(context, node, edit.nodeType));
    case 'set':
      return ofNode(context, edit.nodeId, (node) => setField(context, node, edit.field, edit.value));
    case 'wrap': {
      const nodes = context.written.nodes.filter(({ id }) => edit.nodeIds.some((one) => isSameId(one, id)));
      const [made] = [...wrap({ context, nodes, edges: [] })];
      return made?.editing ?? t('These nodes cannot be wrapped in a fork and a join: they are no branches.');
    }
  }
}

function ofNode(
  { written }: FixContext,
  id: string,
  then: (node: WrittenNode) => Editing | Problem,
): Editing | Problem {
  const node = written.node(id);
  return node ? then(node) : t('There is no node "{0}".', id);
}

function ofEdge(
  { written }: FixContext,
  { source, target }: { readonly source: string; readonly target: string },
  then: (edge: WrittenEdge) => Editing | Problem,
): Editing | Problem {
  const edge = written.outgoing(source).find((one) => isSameId(one.target, target));
  return edge ? then(edge) : t('There is no edge from "{0}" to "{1}".', source, target);
}

/** On the one edge that leaves it; behind a fork as another branch; else with an edge of its own. */
function addAfter(context: FixContext, node: WrittenNode, type: AddableType): Editing | Problem {
  const { written } = context;
  if (node.type === 'end') return t('Nothing can come after an end.');
  const outgoing = written.outgoing(node.id);
  const [only, ...others] = outgoing;
  if (only && others.length === 0 && node.gateway !== 'fork') return nodeOnEdge(context, only, type);
  const editing = context.editing();
  const lastBranch = outgoing.at(-1);
  const id = newNode(context, editing, type, (lastBranch && written.node(lastBranch.target)) ?? node);
  editing.insertItem('edges', { source: node.id, target: id }, lastBranch?.item);
  const join = node.gateway === 'fork' ? joinOf(context, node) : undefined;
  if (join) editing.insertItem('edges', { source: id, target: join.id }, written.incoming(join.id).at(-1)?.item);
  return editing;
}

function joinOf({ project: { graph }, written }: FixContext, fork: WrittenNode): WrittenNode | undefined {
  const index = graph.indexOf(fork.id);
  const [join] = index === undefined ? [] : findRegions(graph).joinsOf(index);
  return join === undefined ? undefined : written.node(graph.nodes[join]?.id ?? '');
}

function connect(context: FixContext, source: WrittenNode, target: WrittenNode): Editing | Problem {
  const { written } = context;
  if (source.type === 'end') return t('Nothing can come after an end.');
  if (target.type === 'start') return t('Nothing can come before the start.');
  if (isSameId(source.id, target.id)) return t('A node cannot come after itself.');
  if (written.hasEdge(source.id, target.id)) return t('There is such an edge already.');
  const editing = context.editing();
  const beside = written.outgoing(source.id).at(-1) ?? written.incoming(target.id).at(-1);
  editing.insertItem('edges', { source: source.id, target: target.id }, beside?.item);
  return editing;
}

/** With its edges. What led to it by one edge leads on to what it led to by one. */
function deleteNode(context: FixContext, node: WrittenNode): Editing {
  const { written } = context;
  const editing = context.editing();
  editing.removeItem('nodes', node.item);
  const [incoming, outgoing] = [written.incoming(node.id), written.outgoing(node.id)];
  const [into, out] = [incoming[0], outgoing[0]];
  const joins =
    into && out && incoming.length === 1 && outgoing.length === 1 && !written.hasEdge(into.source, out.target);
  if (joins) editing.setText(valueOf(into.item, 'target'), out.target);
  const gone = new Set([...incoming, ...outgoing].filter((edge) => !joins || edge !== into));
  for (const edge of gone) editing.removeItem('edges', edge.item);
  return editing;
}

function setType(context: FixContext, { item, type, gateway }: WrittenNode, wanted: GraphNodeType): Editing {
  const editing = context.editing();
  const isGateway = wanted === 'fork' || wanted === 'join';
  const written = isGateway ? 'parallel_gateway' : wanted;
  if (written !== type) editing.setKey(item, 'type', written);
  if (isGateway && gateway !== wanted) editing.setKey(item, 'gateway_type', wanted, 'type');
  if (!isGateway) editing.removeKey(item, 'gateway_type');
  if (wanted === 'agent_task' && !pairOf(item, 'agent_id'))
    editing.setKey(item, 'agent_id', context.anyAgent(editing), 'type');
  return editing;
}

function setField(context: FixContext, { id, item }: WrittenNode, key: string, value: string): Editing | Problem {
  const { definition, graph } = context.project;
  const node = graph.nodes[graph.indexOf(id) ?? -1];
  const field = node && graphFields(node.kind, definition).find((one) => one.key === key);
  if (!field) return t('"{0}" cannot be changed here.', key);
  if (field.choices && value !== '' && !field.choices.includes(value))
    return t('"{0}" takes one of: {1}.', key, field.choices.join(', '));
  const editing = context.editing();
  const map = field.inConfig ? valueOf(item, 'config') : item;
  if (value === '') {
    removeKey(editing, item, map, key);
    return editing;
  }
  const isNumber = field.type === 'number' && /^-?\d+(?:\.\d+)?$/.test(value);
  const written = isNumber ? Number(value) : value;
  if (field.inConfig) editing.setIn(item, 'config', { [key]: written });
  else editing.setKey(item, key, written, 'id');
  return editing;
}

/** The last key of `config` goes with it. */
function removeKey(editing: Editing, item: SyntaxNode, map: SyntaxNode | undefined, key: string): void {
  const isLast = map !== item && pairsOf(map).length === 1 && pairOf(map, key) !== undefined;
  if (isLast) editing.removeKey(item, 'config');
  else editing.removeKey(map, key);
}
