/** Builds small workflows for engine tests without their text. */
import type { JsonObject, JsonValue } from '../../../src/base/json.ts';
import type { Range } from '../../../src/base/text.ts';
import type {
  AgentDefinition,
  EdgeDefinition,
  ErrorHandling,
  InputDefinition,
  JoinSettings,
  NodeDefinition,
  RunnerName,
  WorkflowDefinition,
} from '../../../src/model/definition.ts';
import type { Template } from '../../../src/model/expressions/template.ts';
import type { WorkflowGraph } from '../../../src/model/graph/graph.ts';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';

const range: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

type JoinOptions = Partial<JoinSettings> & Partial<Omit<Extract<NodeDefinition, { kind: 'join' }>, 'kind'>>;
type Kind<K extends NodeDefinition['kind']> = Omit<Extract<NodeDefinition, { kind: K }>, 'kind'>;
type ForkOptions = Partial<Omit<Extract<NodeDefinition, { kind: 'fork' }>, 'kind'>>;

/** A node without its id. */
export type NodeSketch = (id: string) => NodeDefinition;

const common = (id: string): { id: string; range: Range; idRange: Range } => ({ id, range, idRange: range });

export const start: NodeSketch = (id) => ({ ...common(id), kind: 'start' });
export const end: NodeSketch = (id) => ({ ...common(id), kind: 'end', terminate: false });
export const terminate: NodeSketch = (id) => ({ ...common(id), kind: 'end', terminate: true });
export const choice: NodeSketch = (id) => ({ ...common(id), kind: 'exclusive_gateway' });
export const approval =
  (options: Partial<Kind<'approval'>> = {}): NodeSketch =>
  (id) => ({ ...common(id), kind: 'approval', approvers: [], onTimeout: 'fail', ...options });
/** @param items what `items` gives, or the template itself */
export const each =
  (
    items: readonly JsonValue[] | Template,
    options: Partial<Kind<'for_each'>> = {},
    settings: Readonly<Record<string, JsonValue>> = {},
  ): NodeSketch =>
  (id) => ({
    ...common(id),
    kind: 'for_each',
    agentId: 'worker',
    agentIdRange: range,
    with: literals(settings),
    items: 'kind' in items ? items : literal([...items]),
    as: 'item',
    mode: 'all',
    remaining: 'cancel',
    errorHandling: {},
    ...options,
  });
/** What it executes stands under its id in the sketch's `subworkflows`. */
export const sub =
  (inputs: Readonly<Record<string, JsonValue>> = {}): NodeSketch =>
  (id) => ({ ...common(id), kind: 'subworkflow', path: `${id}.workflow.yaml`, inputs: literals(inputs) });
export const delay =
  (seconds: number): NodeSketch =>
  (id) => ({ ...common(id), kind: 'delay', seconds });
export const fork =
  (options: ForkOptions = {}): NodeSketch =>
  (id) => ({ ...common(id), kind: 'fork', errorHandling: {}, ...options });
export const join =
  (options: JoinOptions = {}): NodeSketch =>
  (id) => ({ ...common(id), kind: 'join', mode: 'all', remaining: 'cancel', merge: 'by_branch', ...options });
export const task =
  (
    errorHandling: ErrorHandling = {},
    settings: Readonly<Record<string, JsonValue>> = {},
    agentId = 'worker',
  ): NodeSketch =>
  (id) => ({
    ...common(id),
    kind: 'agent_task',
    agentId,
    agentIdRange: range,
    errorHandling,
    with: literals(settings),
  });

export function literal(value: JsonValue): Template {
  return { kind: 'literal', value };
}

function literals(settings: Readonly<Record<string, JsonValue>>): Map<string, Template> {
  return new Map(Object.entries(settings).map(([key, value]) => [key, literal(value)]));
}

export function agent(id: string, options: Partial<AgentDefinition> & { uses?: RunnerName } = {}): AgentDefinition {
  return {
    id,
    capabilities: [],
    uses: 'http',
    with: new Map(),
    errorHandling: {},
    idempotent: true,
    range,
    idRange: range,
    ...options,
  };
}

export function input(name: string, options: Partial<InputDefinition> = {}): InputDefinition {
  return { name, type: 'string', required: !('default' in options), secret: false, range, ...options };
}

/** A retry's waits of one second each, none of them varied. */
export const everySecond = { delaySeconds: 1, backoff: 'fixed', jitter: 0 } as const;

export interface Sketch {
  readonly nodes: Readonly<Record<string, NodeSketch>>;
  /**
   * `a>b` for an edge, with `!` behind for `on: failure`, `*` for `on: always`, `?yes` or `?no` for a literal condition, `=`
   * for the default edge; separated by white space, `a>b>c` for a chain. A list holds plain edges, source and target.
   */
  readonly edges: string | readonly (readonly [string, string])[];
  readonly definition?: Partial<WorkflowDefinition>;
  readonly agents?: readonly AgentDefinition[];
  /** By the id of the node that executes it. */
  readonly subworkflows?: Readonly<Record<string, Sketch>>;
}

/** A start, these nodes one behind the other, and an end. */
export function inARow(between: Readonly<Record<string, NodeSketch>>): Sketch {
  return { nodes: { start, ...between, end }, edges: ['start', ...Object.keys(between), 'end'].join('>') };
}

export function workflow({ nodes, edges, definition, agents = [], subworkflows = {} }: Sketch): ExecutableWorkflow {
  const built: WorkflowDefinition = {
    name: 'test',
    agents: new Map([agent('worker'), ...agents].map((each) => [each.id, each])),
    nodes: Object.entries(nodes).map(([id, sketch]) => sketch(id)),
    edges:
      typeof edges === 'string'
        ? edges.split(/\s+/).filter(Boolean).flatMap(parseChain)
        : edges.map(([source, target]) => edge(source, target)),
    maxConcurrency: 100,
    errorHandling: {},
    ...definition,
  };
  return {
    text: '',
    definition: built,
    graph: graphOf(built),
    subworkflows: new Map(Object.entries(subworkflows).map(([id, inner]) => [id, workflow(inner)])),
  };
}

function edge(source: string, target: string): EdgeDefinition {
  return { source, target, on: 'success', default: false, range, sourceRange: range, targetRange: range };
}

function parseChain(chain: string): EdgeDefinition[] {
  const [plain = '', flags = ''] = chain.split(/(?=[!*?=])(.*)/s);
  const ids = plain.split('>');
  return ids.slice(1).map((target, i) => {
    const isLast = i === ids.length - 2;
    return {
      ...edge(ids[i] ?? '', target),
      on: isLast && flags.startsWith('!') ? 'failure' : isLast && flags.startsWith('*') ? 'always' : 'success',
      default: isLast && flags.includes('='),
      ...(isLast && flags.includes('?') && { condition: literal(flags.includes('?yes')) }),
    };
  });
}

function graphOf(definition: WorkflowDefinition): WorkflowGraph {
  const index = new Map(definition.nodes.map(({ id }, i) => [id.toLowerCase(), i]));
  const outgoing: number[][] = definition.nodes.map(() => []);
  const incoming: number[][] = definition.nodes.map(() => []);
  const edges = definition.edges.map((edge, i) => {
    const source = index.get(edge.source.toLowerCase()) ?? -1;
    const target = index.get(edge.target.toLowerCase()) ?? -1;
    if (source === -1 || target === -1) throw new Error(`The edge ${edge.source}>${edge.target} has no such ends`);
    outgoing[source]?.push(i);
    incoming[target]?.push(i);
    return { index: i, source, target, definition: edge };
  });
  return { nodes: definition.nodes, edges, outgoing, incoming, indexOf: (id) => index.get(id.toLowerCase()) };
}

/** A plain copy, for comparing values made without a prototype. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

export type { JsonObject };
