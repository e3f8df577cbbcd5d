import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Editing } from '../edits.ts';
import { renameReceived } from '../edits/references.ts';
import type { WrittenEdge, WrittenNode } from '../edits/written.ts';
import type { FixContext } from '../fixes/fix.ts';
import type { Refactorer } from './refactoring.ts';

const kinds = ['agent_task', 'delay', 'approval'] as const;
type NewKind = (typeof kinds)[number];

/** A node between the two ends of an edge. What the edge says of itself stays before the new node. */
export const insertNode: Refactorer = function* ({ context, edges, nodes }) {
  const [edge, ...others] = edges;
  const { written } = context;
  if (!edge || others.length > 0 || nodes.length > 0 || !written.node(edge.source) || !written.node(edge.target))
    return;
  for (const type of kinds) {
    const editing = nodeOnEdge(context, edge, type);
    yield { title: titleOf(type, edge.source, edge.target), kind: 'refactor.rewrite.insertNode', editing };
  }
};

export function nodeOnEdge(context: FixContext, edge: WrittenEdge, type: NewKind): Editing {
  const editing = context.editing();
  const id = newNode(context, editing, type, context.written.node(edge.source));
  editing.setText(valueOf(edge.item, 'target'), id);
  editing.insertItem('edges', { source: id, target: edge.target }, edge.item);
  renameReceived(editing, context.project, edge.source, id, [edge.target]);
  return editing;
}

/** Adds a node behind another one in the file, and gives its id. */
export function newNode(context: FixContext, editing: Editing, type: NewKind, after: WrittenNode | undefined): string {
  const id = context.written.freshId(type === 'agent_task' ? 'task' : type);
  editing.insertItem('nodes', { id, type, ...settingsOf(type, context, editing) }, after?.item);
  return id;
}

function settingsOf(type: NewKind, context: FixContext, editing: Editing): Readonly<Record<string, JsonValue>> {
  switch (type) {
    case 'agent_task':
      return { agent_id: context.anyAgent(editing) };
    case 'delay':
      return { config: { seconds: 1 } };
    case 'approval':
      return {};
  }
}

function titleOf(type: NewKind, source: string, target: string): string {
  switch (type) {
    case 'agent_task':
      return t('Insert a task between "{0}" and "{1}"', source, target);
    case 'delay':
      return t('Insert a delay between "{0}" and "{1}"', source, target);
    case 'approval':
      return t('Insert an approval between "{0}" and "{1}"', source, target);
  }
}
