/** Settings that an agent's runner does not have, where the schema cannot see which runner that is. */
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { itemOf } from '../compile/nodes.ts';
import type { AgentDefinition, RunnerName } from '../definition.ts';
import { settingsOfRunner } from '../schema/lookup.ts';
import { pairOf, pairsOf, type SyntaxNode, type SyntaxPair, valueOf } from '../syntax/syntaxTree.ts';
import { notedNodes } from './noted.ts';
import type { Finding, RuleContext } from './rule.ts';

/** Those of nodes, which are merged over the agent's own, and those of agents whose runner follows from a capability. */
export function* settingsOfOtherRunners(context: RuleContext): Iterable<Finding> {
  const { definition, tree } = context;
  const agents = valueOf(tree.root, 'agents');
  for (const agent of definition.agents.values()) {
    const written = valueOf(agents, agent.id);
    if (!pairOf(written, 'uses')) yield* unknownIn(valueOf(written, 'with'), agent, []);
  }
  for (const { node } of notedNodes(context))
    if ('with' in node && node.with.size > 0)
      yield* unknownIn(valueOf(itemOf(node), 'with'), definition.agents.get(node.agentId), [node.id]);
}

function unknownIn(
  settings: SyntaxNode | undefined,
  agent: AgentDefinition | undefined,
  nodes: readonly string[],
): readonly Finding[] {
  const uses = agent?.uses;
  const known = uses && settingsOfRunner(uses);
  if (!known) return [];
  return pairsOf(settings)
    .filter(({ name }) => !known.includes(name))
    .map((pair) => finding(pair, settings, uses, known, nodes));
}

function finding(
  { name, key }: SyntaxPair,
  settings: SyntaxNode | undefined,
  uses: RunnerName,
  known: readonly string[],
  nodes: readonly string[],
): Finding {
  const free = known.filter((candidate) => !pairOf(settings, candidate));
  const suggestion = nearest(name, free);
  const hint =
    suggestion === undefined ? t('Allowed here: {0}.', known.join(', ')) : t('Did you mean "{0}"?', suggestion);
  return {
    message: `${t('The runner "{0}" has no setting "{1}".', uses, name)} ${hint}`,
    range: key.range,
    nodes,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
