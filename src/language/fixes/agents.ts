/** Agents and inputs that are not there, or that nobody uses. */
import { t } from '../../base/l10n.ts';
import { pairsOf, stringOf, valueOf } from '../../model/syntax/syntaxTree.ts';
import { locate } from '../edits/locate.ts';
import { newAgent, type FixContext, type Fix, type Fixer } from './fix.ts';

/** More are not offered one by one. */
const mostAgents = 5;

export const unknownAgent: Fixer = function* (diagnostic, context) {
  const { suggestion } = diagnostic;
  const node = context.nodeOf(diagnostic);
  const written = valueOf(node?.item, 'agent_id');
  const id = stringOf(written);
  if (!node || id === undefined) return;
  if (suggestion !== undefined) {
    const editing = context.editing();
    editing.setText(written, suggestion);
    yield { title: t('Change to "{0}"', suggestion), editing };
  }
  const editing = context.editing();
  editing.addEntry('agents', id, newAgent);
  yield { title: t('Create the agent "{0}"', id), editing, isPreferred: suggestion === undefined };
};

/** Any agent that there is. */
export const placeholderAgent: Fixer = function* (diagnostic, context) {
  const written = valueOf(context.nodeOf(diagnostic)?.item, 'agent_id');
  const agents = [...context.project.definition.agents.keys()].slice(0, mostAgents);
  for (const id of agents) {
    const editing = context.editing();
    editing.setText(written, id);
    yield { title: t('Change to "{0}"', id), editing, isPreferred: agents.length === 1 };
  }
};

export const unusedAgent: Fixer = function* ({ range }, context) {
  yield* removed('agents', range, t('Remove this agent'), context);
};

export const unusedInput: Fixer = function* ({ range }, context) {
  yield* removed('inputs', range, t('Remove this input'), context);
};

function* removed(
  section: 'agents' | 'inputs',
  range: Parameters<typeof locate>[1],
  title: string,
  context: FixContext,
): Iterable<Fix> {
  const { syntax } = context.project;
  const name = locate(syntax, range)?.path[1];
  const map = valueOf(syntax.root, section);
  if (typeof name !== 'string') return;
  const editing = context.editing();
  if (pairsOf(map).length > 1) editing.removeKey(map, name);
  else if (section === 'agents') editing.removeKey(syntax.root, section);
  // Without the section any input is accepted.
  else editing.setKey(syntax.root, section, {});
  yield { title, editing };
}
