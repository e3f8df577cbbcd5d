/** What is known of a value before anything runs: its fields, as far as runners and joins promise them. */
import { t } from '../base/l10n.ts';
import { isJsonObject, type JsonValue } from '../base/json.ts';
import type { NodeDefinition, RunnerName, WorkflowDefinition } from '../model/definition.ts';
import type { Template } from '../model/expressions/template.ts';
import { comesOneWay } from '../model/graph/arrivals.ts';
import { neighbours, type WorkflowGraph } from '../model/graph/graph.ts';
import type { Project } from '../model/project.ts';
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
  readonly subworkflows: Project['subworkflows'];
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
export function outputFields(workflow: Workflow, index: number, steps = 0): readonly Field[] {
  const node = workflow.graph.nodes[index];
  if (!node || steps > maxSteps) return [];
  switch (node.kind) {
    case 'start':
      return inputFields(workflow);
    case 'agent_task':
      return agentFields(workflow, node);
    case 'join':
      return joinFields(workflow, index, node.merge, steps);
    case 'subworkflow': {
      const inner = workflow.subworkflows.get(node.id);
      return inner ? resultFields(inner, steps + 1) : [];
    }
    case 'fork':
    case 'exclusive_gateway':
    case 'delay':
    case 'approval':
      return receivedFields(workflow, index, steps + 1);
    default:
      return [];
  }
}

type TaskNode = Extract<NodeDefinition, { kind: 'agent_task' }>;

/** A mock answers what is written. */
function agentFields({ definition }: Workflow, node: TaskNode): readonly Field[] {
  const agent = definition.agents.get(node.agentId);
  if (agent?.uses === undefined) return [];
  const { uses } = agent;
  if (uses === 'mock') return templateFields(node.with.get('output') ?? agent.with.get('output'));
  return runnerFields[uses].map((name) => ({ name, detail: uses }));
}

/** J5: a map by branch, or what the branches have. */
function joinFields(workflow: Workflow, index: number, merge: string, steps: number): readonly Field[] {
  if (merge === 'by_branch') return bySource(workflow, index, steps);
  if (merge !== 'merge_dict' && merge !== 'first_result') return [];
  const outputs = outputsOfSources(workflow, index, steps);
  if (merge === 'first_result') return commonFields(outputs);
  // The later one wins.
  return [...new Map(outputs.flat().map((field) => [field.name, field])).values()];
}

function outputsOfSources(workflow: Workflow, index: number, steps: number): readonly (readonly Field[])[] {
  return neighbours(workflow.graph, index, 'incoming').map((source) => outputFields(workflow, source, steps + 1));
}

function commonFields([first = [], ...others]: readonly (readonly Field[])[]): readonly Field[] {
  return first.filter(({ name }) => others.every((fields) => fields.some((field) => field.name === name)));
}

/** What an execution returns (D1). */
function resultFields(workflow: Workflow, steps: number): readonly Field[] {
  const { outputs } = workflow.definition;
  if (outputs)
    return [...outputs].map(([name, template]) => ({
      name,
      detail: t('output'),
      fields: () => templateFields(template),
    }));
  const ends = workflow.graph.nodes.flatMap(({ kind }, index) => (kind === 'end' ? [index] : []));
  const [only, ...others] = ends;
  // Which of several ends is reached nobody knows.
  return only === undefined || others.length > 0 ? [] : receivedFields(workflow, only, steps);
}

function templateFields(template: Template | undefined): readonly Field[] {
  switch (template?.kind) {
    case 'literal':
      return valueFields(template.value);
    case 'map':
      return [...template.entries].map(([name, value]) => ({ name, detail: '', fields: () => templateFields(value) }));
    default:
      return [];
  }
}

function valueFields(value: JsonValue): readonly Field[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).map(([name, inner]) => ({ name, detail: '', fields: () => valueFields(inner) }));
}

/** D1: the output of the one node before it (of several of which one is taken, what they all have), or a map by source id. */
export function receivedFields(workflow: Workflow, index: number, steps = 0): readonly Field[] {
  const [only, ...others] = neighbours(workflow.graph, index, 'incoming');
  if (only === undefined) return [];
  if (others.length === 0) return outputFields(workflow, only, steps + 1);
  return comesOneWay(workflow.graph, index)
    ? commonFields(outputsOfSources(workflow, index, steps))
    : bySource(workflow, index, steps);
}

function bySource(workflow: Workflow, index: number, steps: number): readonly Field[] {
  return neighbours(workflow.graph, index, 'incoming').flatMap((source) => {
    const node = workflow.graph.nodes[source];
    return node
      ? { name: node.id, detail: kindText(node), fields: () => outputFields(workflow, source, steps + 1) }
      : [];
  });
}
