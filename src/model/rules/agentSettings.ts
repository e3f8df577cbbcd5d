/** What an agent's runner cannot work without (`spec/format.md`, runners): of the agent, or of each node that it works for. */
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { NodeDefinition, RunnerName } from '../definition.ts';
import type { Template } from '../expressions/template.ts';
import { agentUsers } from '../graph/agentUsers.ts';
import { type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, RuleContext } from './rule.ts';

type AgentNode = Extract<NodeDefinition, { readonly agentId: string }>;
/** One setting, or either of two. */
type Needed = readonly [string, string?];

const needs: Readonly<Partial<Record<RunnerName, readonly Needed[]>>> = {
  http: [['url']],
  sql: [['query']],
  cache: [['key']],
  transform: [['expression']],
  script: [['path']],
  command: [['run', 'shell']],
  llm: [['prompt']],
  mcp: [['server'], ['tool']],
};

/** On the agent's runner; on the nodes where another node brings what the agent lacks. Agents that no node uses are going to be. */
export function* missingAgentSettings({ definition, graph, tree }: RuleContext): Iterable<Finding> {
  for (const agent of definition.agents.values()) {
    const { uses } = agent;
    if (uses === undefined) continue;
    const written = valueOf(valueOf(tree.root, 'agents'), agent.id);
    for (const needed of needs[uses] ?? []) {
      if (isGiven(needed, agent.with) || isMiswritten(valueOf(written, 'with'), needed)) continue;
      const users = (agentUsers(graph).get(agent.id) ?? []).map((index) => graph.nodes[index] as AgentNode);
      const without = users.filter((node) => !isGiven(needed, node.with));
      const message = messageOf(agent.id, uses, needed);
      const [suggestion] = needed;
      if (without.length === 0) continue;
      if (without.length === users.length)
        yield {
          message,
          suggestion,
          range: valueOf(written, 'uses')?.range ?? agent.idRange,
          nodes: without.map(({ id }) => id),
        };
      else for (const node of without) yield { message, suggestion, range: node.agentIdRange, nodes: [node.id] };
    }
  }
}

/** What is no text is for the schema to say, and what is an expression comes with the execution. */
function isGiven(needed: Needed, settings: ReadonlyMap<string, Template>): boolean {
  return needed.some((key) => {
    const setting = key === undefined ? undefined : settings.get(key);
    if (setting?.kind !== 'literal') return setting !== undefined;
    return typeof setting.value !== 'string' || setting.value.trim() !== '';
  });
}

/** Whether the schema's check says already what is wrong: they are no map, or the key is misspelt. */
function isMiswritten(settings: SyntaxNode | undefined, needed: Needed): boolean {
  if (settings === undefined) return false;
  const keys = needed.filter((key) => key !== undefined);
  return (
    settings.kind !== 'map' ||
    settings.pairs.some(({ name }) => !keys.includes(name) && nearest(name, keys) !== undefined)
  );
}

function messageOf(id: string, uses: string, [first, second]: Needed): string {
  return second === undefined
    ? t('The agent "{0}" uses "{1}", which needs the setting "{2}". Write it under "with".', id, uses, first)
    : t(
        'The agent "{0}" uses "{1}", which needs the setting "{2}" or "{3}". Write it under "with".',
        id,
        uses,
        first,
        second,
      );
}
