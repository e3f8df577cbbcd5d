import { t } from '../../base/l10n.ts';
import { pairOf, pairsOf, stringOf, type SyntaxNode, toJson, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { JsonValue } from '../../base/json.ts';
import type { Refactorer } from './refactoring.ts';

/**
 * The settings of its agent written into a node, where they can be changed for it alone. The agent itself stays: a task must name
 * one (`agent_id`), and only an agent says what it uses.
 */
export const inlineAgent: Refactorer = function* ({ context, nodes }) {
  const [node, ...others] = nodes;
  const { syntax } = context.project;
  const id = stringOf(valueOf(node?.item, 'agent_id'));
  if (!node || others.length > 0 || id === undefined) return;
  const settings = valueOf(valueOf(valueOf(syntax.root, 'agents'), id), 'with');
  const own = valueOf(node.item, 'with');
  const missing: Record<string, JsonValue> = {};
  for (const pair of pairsOf(settings)) if (!pairOf(own, pair.name)) missing[pair.name] = valueOfPair(pair.value);
  if (Object.keys(missing).length === 0) return;
  const editing = context.editing();
  editing.setIn(node.item, 'with', missing);
  yield { title: t('Copy the settings of the agent "{0}" into "{1}"', id, node.id), kind: 'refactor.inline', editing };
};

function valueOfPair(value: SyntaxNode | undefined): JsonValue {
  return value ? toJson(value) : null;
}
