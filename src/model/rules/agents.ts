import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { capabilitiesWithRunner } from '../compile/agents.ts';
import type { NodeDefinition } from '../definition.ts';
import { type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import type { Rule, RuleContext } from './rule.ts';

type AgentNode = Extract<NodeDefinition, { readonly agentId: string }>;

function agentNodes({ definition }: RuleContext): readonly AgentNode[] {
  return definition.nodes.filter((node): node is AgentNode => 'agentId' in node && node.agentId !== '');
}

/** The tutorial's `"..."`: a place to fill in. */
function isPlaceholder(id: string): boolean {
  return /^(\.{2,}|…|<.*>)$/.test(id.trim());
}

export const unknownAgent: Rule = {
  code: 'unknown-agent',
  severity: 'error',
  *check(context) {
    const ids = [...context.definition.agents.keys()];
    for (const node of agentNodes(context)) {
      if (context.definition.agents.has(node.agentId) || isPlaceholder(node.agentId)) continue;
      const suggestion = nearest(node.agentId, ids);
      yield {
        message:
          suggestion === undefined
            ? t('There is no agent "{0}". Add it under "agents", or name another.', node.agentId)
            : t('There is no agent "{0}". Did you mean "{1}"?', node.agentId, suggestion),
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
    for (const node of agentNodes(context))
      if (isPlaceholder(node.agentId) && !context.definition.agents.has(node.agentId))
        yield {
          message: t('"{0}" stands for an agent that is still to be named. Put the id of an agent here.', node.agentId),
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
