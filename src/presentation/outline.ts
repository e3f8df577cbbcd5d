/**
 * A workflow's nodes as an outline: under a fork its branches, under a branch its nodes, a join beside its fork, under the node of a
 * subworkflow what that executes. Everything in the file's order.
 */
import type { NodeDefinition, WorkflowDefinition } from '../model/definition.ts';
import { branchOwners, mixed } from '../model/graph/branches.ts';
import type { WorkflowGraph } from '../model/graph/graph.ts';
import { topologicalOrder } from '../model/graph/order.ts';
import { findRegions, type Regions } from '../model/graph/regions.ts';
import type { ExecutableWorkflow } from '../engine/executable.ts';
import { finish, type Steps } from '../base/steps.ts';
import { resolveRetry } from '../engine/retryPlan.ts';
import type { FailureWays } from './branchStatus.ts';

export interface OutlineNode {
  readonly kind: 'node';
  /** As the execution calls it: `outer/inner` in a subworkflow. */
  readonly id: string;
  readonly nodeKind: NodeDefinition['kind'];
  /** Its name, else its id. */
  readonly label: string;
  /** F2: with all its retries; 1 for what is not a task. */
  readonly maxAttempts: number;
  /** Absent where a failure has nowhere to go but on. */
  readonly failure?: FailureWays;
  /** Of a fork. */
  readonly fork?: OutlinedFork;
  /** Of a fork or a subworkflow. */
  readonly children: readonly OutlineItem[];
}

export interface OutlinedFork {
  /** How many of its children are branches; they come first, behind them nodes in which branches meet without a join. */
  readonly branches: number;
  /** Ids of its joins. */
  readonly joins: readonly string[];
}

/** A branch of two or more nodes; one of a single node is that node. */
export interface OutlineBranch {
  readonly kind: 'branch';
  /** The id of its first node. */
  readonly id: string;
  readonly forkId: string;
  readonly label: string;
  readonly children: readonly OutlineNode[];
}

export type OutlineItem = OutlineNode | OutlineBranch;

export interface Outline {
  readonly items: readonly OutlineItem[];
  readonly nodes: ReadonlyMap<string, OutlineNode>;
}

export function outlineOf(workflow: ExecutableWorkflow): Outline {
  return finish(outlineInSteps(workflow));
}

/** {@link outlineOf}; a step is a node. */
export function* outlineInSteps(workflow: ExecutableWorkflow): Steps<Outline> {
  const nodes = new Map<string, OutlineNode>();
  return { items: yield* itemsOf(workflow, '', nodes), nodes };
}

/** @param prefix of the ids: `outer/` in a subworkflow. @param nodes takes every node by its id */
function* itemsOf(
  { definition, graph, subworkflows }: ExecutableWorkflow,
  prefix: string,
  nodes: Map<string, OutlineNode>,
): Steps<readonly OutlineItem[]> {
  const regions = findRegions(graph);
  yield;
  const members = membersByFork(graph, regions);
  const { rank } = topologicalOrder(graph);
  yield;
  function* insideOf(node: NodeDefinition, index: number): Steps<Pick<OutlineNode, 'fork' | 'children'>> {
    if (node.kind === 'fork') {
      const joins = regions.joinsOf(index).map((join) => `${prefix}${graph.nodes[join]?.id ?? ''}`);
      const { branches, children } = yield* buildBranches(
        branchOwners(graph, regions, rank, index),
        members.get(index) ?? [],
        {
          ...{ graph, prefix, build },
          fork: `${prefix}${node.id}`,
        },
      );
      return { fork: { branches, joins }, children };
    }
    const inner = node.kind === 'subworkflow' ? subworkflows?.get(node.id) : undefined;
    return { children: inner ? yield* itemsOf(inner, `${prefix}${node.id}/`, nodes) : [] };
  }
  function* build(members: readonly number[]): Steps<readonly OutlineNode[]> {
    const built: OutlineNode[] = [];
    for (const index of members) {
      const node = graph.nodes[index];
      if (node) built.push(yield* buildNode(node, index));
      yield;
    }
    return built;
  }
  function* buildNode(node: NodeDefinition, index: number): Steps<OutlineNode> {
    const fork = graph.nodes[regions.innermostFork[index] ?? -1];
    const built: OutlineNode = {
      kind: 'node',
      id: `${prefix}${node.id}`,
      nodeKind: node.kind,
      label: node.name ?? node.id,
      maxAttempts: maxAttempts(definition, node, fork),
      ...failureOf(graph, regions, index, prefix),
      ...(yield* insideOf(node, index)),
    };
    nodes.set(built.id, built);
    return built;
  }
  return yield* build(members.get(outermost) ?? []);
}

function failureOf(
  graph: WorkflowGraph,
  regions: Regions,
  index: number,
  prefix: string,
): Pick<OutlineNode, 'failure'> {
  const idOf = (node: number | undefined): string | undefined => {
    const id = graph.nodes[node ?? -1]?.id;
    return id === undefined ? undefined : `${prefix}${id}`;
  };
  const edges = (graph.outgoing[index] ?? []).flatMap((edge) => graph.edges[edge] ?? []);
  const handling = edges.filter(({ definition: { on } }) => on !== 'success');
  const node = graph.nodes[index];
  const goesOn = node?.kind === 'agent_task' && node.errorHandling.onFailure === 'continue';
  // A join lies where its fork does.
  const join = idOf(regions.joinsOf(regions.innermostFork[regions.forkOf(index) ?? index] ?? outermost)[0]);
  if (!goesOn && handling.length === 0 && join === undefined) return {};
  const isHandled = goesOn || handling.some(({ definition: { condition } }) => condition === undefined);
  return { failure: { isHandled, handlers: handling.flatMap(({ target }) => idOf(target) ?? []), join } };
}

const outermost = -1;

/** Each fork's own nodes, those of inner forks left out; under -1 those of none. A join is where its fork is. */
function membersByFork(graph: WorkflowGraph, regions: Regions): ReadonlyMap<number, number[]> {
  const members = new Map<number, number[]>();
  for (let node = 0; node < graph.nodes.length; node++) {
    const place = regions.forkOf(node) ?? node;
    const owner = regions.innermostFork[place] ?? outermost;
    const own = members.get(owner);
    if (own) own.push(node);
    else members.set(owner, [node]);
  }
  return members;
}

interface ForkPlace {
  readonly graph: WorkflowGraph;
  readonly prefix: string;
  /** Its id in the execution. */
  readonly fork: string;
  readonly build: (nodes: readonly number[]) => Steps<readonly OutlineNode[]>;
}

/** Branches first, then the nodes in which branches meet without a join. */
function* buildBranches(
  owners: ReadonlyMap<number, number>,
  members: readonly number[],
  { graph, prefix, fork, build }: ForkPlace,
): Steps<{ readonly branches: number; readonly children: readonly OutlineItem[] }> {
  const branches = new Map<number, number[]>();
  const shared: number[] = [];
  for (const node of members) {
    const owner = owners.get(node);
    if (owner === undefined || owner === mixed) shared.push(node);
    else if (branches.has(owner)) branches.get(owner)?.push(node);
    else branches.set(owner, [node]);
  }
  const items: OutlineItem[] = [];
  for (const [head, own] of branches) {
    const children = yield* build(own);
    const id = graph.nodes[head]?.id ?? '';
    const label = graph.nodes[head]?.name ?? id;
    if (own.length === 1) items.push(...children);
    else items.push({ kind: 'branch', id: `${prefix}${id}`, forkId: fork, label, children });
  }
  return { branches: branches.size, children: [...items, ...(yield* build(shared))] };
}

function maxAttempts(definition: WorkflowDefinition, node: NodeDefinition, fork: NodeDefinition | undefined): number {
  if (node.kind !== 'agent_task' && node.kind !== 'for_each') return 1;
  const places = [
    node.errorHandling,
    definition.agents.get(node.agentId)?.errorHandling,
    fork?.kind === 'fork' ? fork.errorHandling : undefined,
    definition.errorHandling,
  ];
  return resolveRetry(places).maxRetries + 1;
}
