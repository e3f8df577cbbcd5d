/**
 * A definition compiled for execution: nodes and edges by index, everything that is inherited already resolved.
 *
 * 1. Nothing here changes while an execution runs, and one program serves any number of executions.
 * 2. Retries and timeouts are resolved key by key: node, agent, innermost fork whose region holds the node, workflow.
 */
import type {
  AgentDefinition,
  ErrorHandling,
  JoinSettings,
  NodeDefinition,
  OnFailure,
  RunnerName,
  WorkflowDefinition,
} from '../model/definition.ts';
import type { Template } from '../model/expressions/template.ts';
import type { WorkflowGraph } from '../model/graph/graph.ts';
import { topologicalOrder } from '../model/graph/order.ts';
import type { MergeSettings } from './join/merges.ts';
import { compileRegions, type Region } from './programRegions.ts';
import { resolveRetry, type RetryPlan } from './retryPlan.ts';
import { toMs } from './units.ts';

export interface Program {
  readonly definition: WorkflowDefinition;
  readonly graph: WorkflowGraph;
  readonly nodes: readonly ProgramNode[];
  /** Source and target node by edge. */
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  readonly regions: readonly Region[];
  readonly maxConcurrency: number;
  readonly onFailure: OnFailure;
  readonly timeoutMs: number | undefined;
  /** Names of the inputs declared `secret`. */
  readonly secretInputs: readonly string[];
}

export interface ProgramNode {
  readonly index: number;
  readonly id: string;
  readonly kind: NodeDefinition['kind'];
  readonly definition: NodeDefinition;
  /** Edge indices in the file's order. */
  readonly outgoing: readonly number[];
  readonly incoming: readonly number[];
  /** Whether an outgoing edge has a condition. */
  readonly conditional: boolean;
  /** Place in a topological order; no two nodes share one. */
  readonly rank: number;
  /** Regions that hold it, innermost first; and those of them that limit concurrency. */
  readonly enclosing: readonly number[];
  readonly limited: readonly number[];
  /** A fork's own region. */
  readonly region: number | undefined;
  readonly task: TaskPlan | undefined;
  readonly join: JoinPlan | undefined;
}

export interface TaskPlan {
  readonly agent: AgentDefinition;
  readonly uses: RunnerName;
  /** D2: the node's `with` over its agent's, key by key. */
  readonly settings: ReadonlyMap<string, Template>;
  readonly retry: RetryPlan;
  readonly attemptTimeoutMs: number | undefined;
  readonly totalTimeoutMs: number | undefined;
  /** F3 */
  readonly continueOnFailure: boolean;
}

export interface JoinPlan extends JoinSettings, MergeSettings {
  readonly merge: Extract<NodeDefinition, { kind: 'join' }>['merge'];
  readonly timeoutMs: number | undefined;
  /** Its fork's region (J6). */
  readonly region: number | undefined;
  /** J2, J4: `on_failure` of its fork. */
  readonly onFailure: OnFailure;
}

/** @throws Error for a workflow that is not executable: an unknown agent, a cycle, a kind of node not yet there. */
export function compileProgram(definition: WorkflowDefinition, graph: WorkflowGraph): Program {
  const { order, rank } = topologicalOrder(graph);
  if (order.length < graph.nodes.length) throw new Error('A workflow with a cycle cannot be executed');
  const { regions, enclosing, ofFork, ofJoin } = compileRegions(graph);
  return {
    definition,
    graph,
    nodes: graph.nodes.map((node, index): ProgramNode => {
      const held = enclosing[index] ?? [];
      const own = ofJoin.get(index);
      return {
        index,
        id: node.id,
        kind: node.kind,
        definition: node,
        outgoing: graph.outgoing[index] ?? [],
        incoming: graph.incoming[index] ?? [],
        conditional: (graph.outgoing[index] ?? []).some(
          (edge) => graph.edges[edge]?.definition.condition !== undefined,
        ),
        rank: rank[index] ?? 0,
        enclosing: held,
        limited: held.filter((region) => regions[region]?.limit !== undefined),
        region: ofFork.get(index),
        task: planTask(definition, node, regions[held[0] ?? -1]),
        join: planJoin(node, own, regions[own ?? -1]),
      };
    }),
    sources: Int32Array.from(graph.edges, (edge) => edge.source),
    targets: Int32Array.from(graph.edges, (edge) => edge.target),
    regions,
    maxConcurrency: definition.maxConcurrency,
    onFailure: definition.errorHandling.onFailure ?? 'abort',
    timeoutMs: toMs(definition.timeoutSeconds),
    secretInputs: [...(definition.inputs?.values() ?? [])].filter(({ secret }) => secret).map(({ name }) => name),
  };
}

function planTask(
  workflow: WorkflowDefinition,
  node: NodeDefinition,
  region: Region | undefined,
): TaskPlan | undefined {
  if (node.kind === 'approval' || node.kind === 'for_each' || node.kind === 'subworkflow')
    throw new Error(`A node of type ${node.kind} cannot be executed by this version`);
  if (node.kind !== 'agent_task') return undefined;
  const agent = workflow.agents.get(node.agentId);
  if (agent?.uses === undefined)
    throw new Error(`The agent "${node.agentId}" of the node "${node.id}" cannot be executed`);
  const places: readonly (ErrorHandling | undefined)[] = [
    node.errorHandling,
    agent.errorHandling,
    region?.errorHandling,
    workflow.errorHandling,
  ];
  return {
    agent,
    uses: agent.uses,
    settings: new Map([...agent.with, ...node.with]),
    retry: resolveRetry(places),
    attemptTimeoutMs: toMs(places.find((place) => place?.timeoutSeconds !== undefined)?.timeoutSeconds),
    totalTimeoutMs: toMs(places.find((place) => place?.totalTimeoutSeconds !== undefined)?.totalTimeoutSeconds),
    continueOnFailure: node.errorHandling.onFailure === 'continue',
  };
}

function planJoin(node: NodeDefinition, index: number | undefined, region: Region | undefined): JoinPlan | undefined {
  if (node.kind !== 'join') return undefined;
  return {
    mode: node.mode,
    ...(node.count !== undefined && { count: node.count }),
    ...(node.percent !== undefined && { percent: node.percent }),
    remaining: node.remaining,
    merge: node.merge,
    ...(node.aggregate !== undefined && { aggregate: node.aggregate }),
    timeoutMs: toMs(node.timeoutSeconds),
    region: index,
    onFailure: region?.errorHandling.onFailure ?? 'abort',
  };
}
