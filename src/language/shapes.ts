/** What is known of a value before anything runs: its fields, as far as runners and joins promise them. */
import { t } from '../base/l10n.ts';
import type { RunnerName, WorkflowDefinition } from '../model/definition.ts';
import { neighbours, type WorkflowGraph } from '../model/graph/graph.ts';
import { nodeSummary, inputSummary, kindText } from './summaries.ts';

export interface Field {
  readonly name: string;
  readonly detail: string;
  readonly documentation?: () => string;
  /** Its own fields. */
  readonly fields?: () => readonly Field[];
}

export interface Workflow {
  readonly definition: WorkflowDefinition;
  readonly graph: WorkflowGraph;
}

const runnerFields: Readonly<Record<RunnerName, readonly string[]>> = {
  http: ['status', 'headers', 'body'],
  sql: ['columns', 'rows', 'row_count'],
  cache: ['hit', 'value'],
  llm: ['text', 'json', 'usage'],
  ipa: ['result', 'stats', 'tool_calls'],
  transform: [],
  script: [],
  command: [],
  mcp: [],
  mock: [],
};

/** How far shapes are followed through gateways that pass their input on. */
const maxSteps = 50;

export function inputFields({ definition }: Workflow): readonly Field[] {
  return [...(definition.inputs?.values() ?? [])].map((input) => ({
    name: input.name,
    detail: input.type,
    documentation: () => inputSummary(input),
  }));
}

/** `nodes.…`: these nodes. */
export function nodeFields(workflow: Workflow, nodes: Iterable<number>): readonly Field[] {
  const { definition, graph } = workflow;
  return [...nodes].flatMap((index) => {
    const node = graph.nodes[index];
    if (!node) return [];
    return {
      name: node.id,
      detail: kindText(node),
      documentation: () => nodeSummary(node, definition, graph),
      fields: () => [
        { name: 'output', detail: t('what it returned'), fields: () => outputFields(workflow, index) },
        { name: 'status', detail: t('how it ended') },
        { name: 'error', detail: t('why it failed'), fields: () => errorFields() },
      ],
    };
  });
}

function errorFields(): readonly Field[] {
  return [
    { name: 'kind', detail: t('text') },
    { name: 'message', detail: t('text') },
  ];
}

/** The fields of a node's output; empty where nothing is known. */
function outputFields(workflow: Workflow, index: number, steps = 0): readonly Field[] {
  const node = workflow.graph.nodes[index];
  if (!node || steps > maxSteps) return [];
  switch (node.kind) {
    case 'start':
      return inputFields(workflow);
    case 'agent_task': {
      const uses = workflow.definition.agents.get(node.agentId)?.uses;
      return uses === undefined ? [] : runnerFields[uses].map((name) => ({ name, detail: uses }));
    }
    case 'join':
      return node.merge === 'by_branch' ? bySource(workflow, index, steps) : [];
    case 'fork':
    case 'exclusive_gateway':
    case 'delay':
    case 'approval':
      return receivedFields(workflow, index, steps + 1);
    default:
      return [];
  }
}

/** D1: the output of the one node before it, or a map by source id. */
export function receivedFields(workflow: Workflow, index: number, steps = 0): readonly Field[] {
  const [only, ...others] = neighbours(workflow.graph, index, 'incoming');
  if (only === undefined) return [];
  return others.length === 0 ? outputFields(workflow, only, steps + 1) : bySource(workflow, index, steps);
}

function bySource(workflow: Workflow, index: number, steps: number): readonly Field[] {
  return neighbours(workflow.graph, index, 'incoming').flatMap((source) => {
    const node = workflow.graph.nodes[source];
    return node
      ? { name: node.id, detail: kindText(node), fields: () => outputFields(workflow, source, steps + 1) }
      : [];
  });
}
