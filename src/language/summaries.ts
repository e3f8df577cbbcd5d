/** A node, an agent or an input in a few lines of Markdown, for hover and completion. */
import { t } from '../base/l10n.ts';
import type { AgentDefinition, InputDefinition, NodeDefinition, WorkflowDefinition } from '../model/definition.ts';
import { neighbours, type WorkflowGraph } from '../model/graph/graph.ts';
import type { Project } from '../model/project.ts';
import type { NodeSnapshot } from '../protocol/execution.ts';
import { lastLabel } from './lastNode.ts';
import { code } from './schemaText.ts';
import type { LastExecution } from './types.ts';
import { nodeTypeText } from './valueText.ts';

export function nodeSummary(node: NodeDefinition, definition: WorkflowDefinition, graph: WorkflowGraph): string {
  const index = graph.indexOf(node.id);
  const ids = (side: 'incoming' | 'outgoing'): string =>
    index === undefined
      ? ''
      : neighbours(graph, index, side)
          .map((neighbour) => code(graph.nodes[neighbour]?.id ?? ''))
          .join(', ');
  const [before, after] = [ids('incoming'), ids('outgoing')];
  return paragraphs([
    `**${code(node.id)}** · ${kindText(node)}`,
    text(node.name),
    text(node.description) || nodeTypeText(node.kind),
    lines([
      'agentId' in node ? agentLine(definition.agents.get(node.agentId), node.agentId) : '',
      node.kind === 'join' ? t('Mode: {0}. Merge: {1}.', code(node.mode), code(node.merge)) : '',
      node.kind === 'for_each' ? t('Mode: {0}.', code(node.mode)) : '',
      node.kind === 'subworkflow' && node.path !== '' ? t('File: {0}', code(node.path)) : '',
      before === '' ? '' : t('After {0}', before),
      after === '' ? '' : t('Before {0}', after),
    ]),
  ]);
}

/** The type as the file writes it, `parallel_gateway` with which of the two. */
export function kindText(node: NodeDefinition): string {
  return node.kind === 'fork' || node.kind === 'join' ? `parallel_gateway (${node.kind})` : node.kind;
}

function agentLine(agent: AgentDefinition | undefined, id: string): string {
  if (id === '') return '';
  return agent?.uses === undefined
    ? t('Agent: {0}', code(id))
    : t('Agent: {0}, which uses {1}', code(id), code(agent.uses));
}

export function agentSummary(agent: AgentDefinition, definition: WorkflowDefinition): string {
  const users = definition.nodes.filter((node) => 'agentId' in node && node.agentId === agent.id);
  return paragraphs([
    `**${code(agent.id)}**${agent.name === undefined ? '' : ` · ${text(agent.name)}`}`,
    text(agent.description),
    lines([
      agent.uses === undefined ? t('No runner: add "uses".') : t('Uses {0}', code(agent.uses)),
      agent.capabilities.length === 0 ? '' : t('Can: {0}', agent.capabilities.map(code).join(', ')),
      users.length === 0 ? t('No node uses it.') : t('Used by {0}', users.map((node) => code(node.id)).join(', ')),
    ]),
  ]);
}

export function inputSummary(input: InputDefinition): string {
  return paragraphs([
    `**${code(input.name)}** · ${input.type}${input.required ? ` · ${t('required')}` : ''}${input.secret ? ` · ${t('secret')}` : ''}`,
    text(input.description),
    input.default === undefined || input.secret ? '' : t('Default: {0}', code(input.default)),
    input.enum === undefined ? '' : t('Allowed: {0}', input.enum.map(code).join(', ')),
  ]);
}

/** Another file's workflow: what it is for, and what it wants to know. */
export function workflowSummary({ path, definition: { name, description, inputs } }: Project): string {
  const names = [...(inputs?.values() ?? [])].map((input) => code(input.required ? input.name : `${input.name}?`));
  return paragraphs([
    `**${text(name) || code(path)}** · ${code(path)}`,
    text(description),
    names.length === 0 ? '' : t('Inputs: {0}', names.join(', ')),
  ]);
}

/** How a node or a value was in the last execution, as one line; empty where nothing is known. */
export function lastLine(node: NodeSnapshot | undefined, last: LastExecution | undefined): string {
  if (!node || !last) return '';
  const attempts = node.attempts > 1 ? t('{0} attempts', node.attempts) : '';
  const parts = [lastLabel(node, last), attempts, text(node.error?.message)].filter(Boolean);
  return t('Last execution: {0}', parts.join(' · '));
}

/** The author's own words must not become Markdown: no links, no images, no formatting. */
function text(value: string | undefined): string {
  return (value ?? '').replace(/[\\`*_{}[\]()#+\-.!<>|~&]/g, String.raw`\$&`).replace(/\s+/g, ' ');
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter(Boolean).join('\n\n');
}

function lines(parts: readonly string[]): string {
  return parts.filter(Boolean).join('  \n');
}
