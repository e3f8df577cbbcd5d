import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Editing } from '../edits.ts';
import { renameReceived } from '../edits/references.ts';
import type { FixContext } from '../fixes/fix.ts';
import type { Refactorer } from './refactoring.ts';

const kinds = ['agent_task', 'delay', 'approval'] as const;

/** A node between the two ends of an edge. What the edge says of itself stays before the new node. */
export const insertNode: Refactorer = function* ({ context, edges, nodes }) {
  const [edge, ...others] = edges;
  const { written } = context;
  if (!edge || others.length > 0 || nodes.length > 0 || !written.node(edge.source) || !written.node(edge.target))
    return;
  for (const type of kinds) {
    const editing = context.editing();
    const id = written.freshId(type === 'agent_task' ? 'task' : type);
    editing.insertItem('nodes', { id, type, ...settingsOf(type, context, editing) }, written.node(edge.source)?.item);
    editing.setText(valueOf(edge.item, 'target'), id);
    editing.insertItem('edges', { source: id, target: edge.target }, edge.item);
    renameReceived(editing, context.project, edge.source, id, [edge.target]);
    yield { title: titleOf(type, edge.source, edge.target), kind: 'refactor.rewrite.insertNode', editing };
  }
};

function settingsOf(
  type: (typeof kinds)[number],
  context: FixContext,
  editing: Editing,
): Readonly<Record<string, JsonValue>> {
  switch (type) {
    case 'agent_task':
      return { agent_id: context.anyAgent(editing) };
    case 'delay':
      return { config: { seconds: 1 } };
    case 'approval':
      return {};
  }
}

function titleOf(type: (typeof kinds)[number], source: string, target: string): string {
  switch (type) {
    case 'agent_task':
      return t('Insert a task between "{0}" and "{1}"', source, target);
    case 'delay':
      return t('Insert a delay between "{0}" and "{1}"', source, target);
    case 'approval':
      return t('Insert an approval between "{0}" and "{1}"', source, target);
  }
}
