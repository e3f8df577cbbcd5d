import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { capabilitiesWithRunner } from '../compile/agents.ts';
import type { NodeDefinition } from '../definition.ts';
import { agentUsers } from '../graph/agentUsers.ts';
import { type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import type { Rule, RuleContext } from './rule.ts';

type AgentNode = Extract<NodeDefinition, { readonly agentId: string }>;

/** The ids that no agent has, with the nodes that name them. */
function missingAgents({ definition, graph }: RuleContext): readonly (readonly [string, readonly AgentNode[]])[] {
  return [...agentUsers(graph)].flatMap(([id, users]) =>
    id === '' || definition.agents.has(id) ? [] : [[id, users.map((index) => graph.nodes[index] as AgentNode)]],
  );
}

/** The tutorial's `"..."`: a place to fill in. */
function isPlaceholder(id: string): boolean {
  return /^(\.{2,}|…|<.*>)$/.test(id.trim());
}

export const unknownAgent: Rule = {
  code: 'unknown-agent',
  severity: 'error',
  *check(context) {
    for (const [id, users] of missingAgents(context)) {
      if (isPlaceholder(id)) continue;
      const suggestion = nearest(id, context.definition.agents.keys());
      const message =
        suggestion === undefined
          ? t('There is no agent "{0}". Add it under "agents", or name another.', id)
          : t('There is no agent "{0}". Did you mean "{1}"?', id, suggestion);
      for (const node of users)
        yield {
          message,
          range: node.agentIdRange,
          nodes: [node.id],
          ...(suggestion === undefined ? {} : { suggestion }),
        };
    }
  },
};

export const placeholderAgent: Rule = {
  code: 'placeholder-agent',
  severity: 'error',
  *check(context) {
    for (const [id, users] of missingAgents(context))
      if (isPlaceholder(id))
        for (const node of users)
          yield {
            message: t('"{0}" stands for an agent that is still to be named. Put the id of an agent here.', id),
            range: node.agentIdRange,
            nodes: [node.id],
          };
  },
};

/** Whether the schema's check says already what is wrong with how the agent works. */
function isMiswritten(agent: SyntaxNode | undefined): boolean {
  if (agent?.kind !== 'map') return true;
  return agent.pairs.some(({ name, value }) => {
    if (name === 'capabilities') return value?.kind !== 'sequence';
    return !name.startsWith('x-') && nearest(name, ['uses', 'capabilities']) !== undefined;
  });
}

export const agentWithoutRunner: Rule = {
  code: 'agent-without-runner',
  severity: 'error',
  *check({ definition, tree }) {
    for (const agent of definition.agents.values()) {
      if (agent.uses !== undefined || isMiswritten(valueOf(valueOf(tree.root, 'agents'), agent.id))) continue;
      yield {
        message: t(
          'Nothing says how the agent "{0}" works. Add "uses", or one of the capabilities {1}.',
          agent.id,
          capabilitiesWithRunner.join(', '),
        ),
        range: agent.idRange,
      };
    }
  },
};
