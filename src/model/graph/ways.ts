/**
 * Which edges can be taken at all, and which of those that leave one node can be taken together (T2, T3, T5).
 *
 * 1. An edge can be taken on success, on failure, or on both; one with a condition that is always false, on neither.
 * 2. An exclusive gateway takes one of its edges. What stands behind an edge without a condition is never asked.
 * 3. Conditions are free, but for what `expressions/conditions.ts` knows of them.
 * 4. A node can fail if its work can, or if the condition of one of its edges can; never a task with `on_failure: continue`
 *    as far as its edges are concerned (F3). A join can if what comes before it can, or for reasons of its own.
 */
import { areExclusive, claimsOf, completed, constantCondition, failed } from '../expressions/conditions.ts';
import type { NodeDefinition } from '../definition.ts';
import type { GraphEdge, WorkflowGraph } from './graph.ts';
import { canMiss, failsAlone, neverFails } from './traits.ts';

/** When an edge can be taken, as bits. */
export const never = 0;
export const onSuccess = 1;
export const onFailure = 2;
export const always = onSuccess | onFailure;

export interface Ways {
  /** By edge: one of the bits above. */
  readonly taken: Uint8Array;
  /** By node: whether it can fail so that its edges say so. */
  readonly canFail: Uint8Array;
  /** By node: whether a failure before it can come to it, because nothing handles it. */
  readonly isBehindFailure: Uint8Array;
  /** By node: whether two of its edges may be taken together. */
  readonly isParallel: Uint8Array;
  /** By node: whether taking one of its edges may mean not to take another. */
  readonly isChoice: Uint8Array;
  /** An exclusive gateway that has edges, and can take none of them: all that comes behind it fails. */
  readonly hasDeadlock: boolean;
  /** Whether two edges of one node can be taken together. */
  together(one: number, other: number): boolean;
}

/** @param order of all nodes, each behind its predecessors */
export function findWays(graph: WorkflowGraph, order: Int32Array): Ways {
  const count = graph.nodes.length;
  const ways = {
    taken: new Uint8Array(graph.edges.length),
    canFail: new Uint8Array(count),
    isParallel: new Uint8Array(count),
    isChoice: new Uint8Array(count),
    hasDeadlock: false,
  };
  const isBehindFailure = new Uint8Array(count);
  for (let next = 0; next < order.length; next++) {
    const index = order[next] ?? 0;
    const node = graph.nodes[index];
    const edges = graph.outgoing[index] ?? [];
    if (!node) continue;
    ways.canFail[index] = canFail(node, edges, graph, isBehindFailure[index] === 1) ? 1 : 0;
    const mayFail = ways.canFail[index] === 1 && !isHandled(edges, graph);
    if (mayFail || isBehindFailure[index] === 1)
      for (const edge of edges) isBehindFailure[graph.edges[edge]?.target ?? 0] = 1;
    const isGateway = node.kind === 'exclusive_gateway';
    if (node.kind === 'end') continue;
    if (!isGateway && arePlain(edges, graph)) {
      for (let at = 0; at < edges.length; at++) ways.taken[edges[at] ?? 0] = onSuccess;
      if (edges.length > 1) ways.isParallel[index] = 1;
      continue;
    }
    if (isGateway) lookAtGateway(edges, graph, ways.taken, ways.canFail[index] === 1);
    else for (const edge of edges) ways.taken[edge] = takenOf(graph.edges[edge], ways.canFail[index] === 1);
    countEdges(index, edges, isGateway, graph, ways);
    if (isGateway && edges.length > 0 && !edges.some((edge) => ways.taken[edge] !== never)) ways.hasDeadlock = true;
  }
  return { ...ways, isBehindFailure, together: (one, other) => areTogether(graph, ways.taken, one, other) };
}

function canFail(
  node: NodeDefinition,
  edges: readonly number[],
  graph: WorkflowGraph,
  isBehindFailure: boolean,
): boolean {
  switch (node.kind) {
    case 'agent_task':
      return node.errorHandling.onFailure !== 'continue';
    case 'for_each':
    case 'approval':
    case 'subworkflow':
      return true;
    case 'join':
      if (!neverFails(node) && (isBehindFailure || failsAlone(node))) return true;
      break;
    case 'delay':
      if (canMiss(node)) return true;
      break;
    case 'exclusive_gateway':
      if (!edges.some((edge) => isOpen(graph.edges[edge]) || graph.edges[edge]?.definition.default === true))
        return edges.length > 0;
      break;
    default:
  }
  for (let at = 0; at < edges.length; at++) {
    const edge = graph.edges[edges[at] ?? -1];
    if (edge?.definition.on !== 'failure' && constantOf(edge) === undefined) return true;
  }
  return false;
}

/** Whether all of a node's edges are as most are: taken when it succeeds. */
function arePlain(edges: readonly number[], graph: WorkflowGraph): boolean {
  for (let at = 0; at < edges.length; at++) {
    const definition = graph.edges[edges[at] ?? -1]?.definition;
    if (definition?.on !== 'success' || definition.condition !== undefined) return false;
  }
  return true;
}

function isHandled(edges: readonly number[], graph: WorkflowGraph): boolean {
  for (let at = 0; at < edges.length; at++) if (isHandling(graph.edges[edges[at] ?? -1])) return true;
  return false;
}

/** T3: taken whenever its source fails, which is handled then. */
function isHandling(edge: GraphEdge | undefined): boolean {
  return edge !== undefined && edge.definition.on !== 'success' && constantOf(edge) === true;
}

function constantOf(edge: GraphEdge | undefined): boolean | undefined {
  const condition = edge?.definition.condition;
  return condition === undefined || constantCondition(condition);
}

/** Of an exclusive gateway: taken as soon as it is asked. */
function isOpen(edge: GraphEdge | undefined): boolean {
  if (!edge || edge.definition.on === 'failure' || constantOf(edge) !== true) return false;
  return edge.definition.condition !== undefined || !edge.definition.default;
}

function takenOf(edge: GraphEdge | undefined, mayFail: boolean): number {
  const constant = constantOf(edge);
  if (!edge || constant === false) return never;
  const { on, condition } = edge.definition;
  const written = on === 'success' ? onSuccess : on === 'failure' ? onFailure : always;
  const taken = mayFail ? written : written & onSuccess;
  if (constant === true || taken === never) return taken;
  const claims = claimsOf(condition);
  // A task that continues is looked at as if it had completed, and says in its conditions that it has failed.
  const succeeds = (taken & onSuccess) !== 0 && (!mayFail || !areExclusive(claims, [completed]));
  const fails = (taken & onFailure) !== 0 && !areExclusive(claims, [failed]);
  return (succeeds ? onSuccess : never) | (fails ? onFailure : never);
}

function lookAtGateway(edges: readonly number[], graph: WorkflowGraph, taken: Uint8Array, mayFail: boolean): void {
  const openAt = edges.findIndex((edge) => isOpen(graph.edges[edge]));
  const defaultAt = edges.findIndex((edge) => graph.edges[edge]?.definition.default === true);
  const asked = new Set<string>();
  edges.forEach((index, at) => {
    const edge = graph.edges[index];
    if (!edge) return;
    const { on, condition, default: isDefault } = edge.definition;
    let bits = never;
    if (on !== 'failure') {
      const source = condition?.kind === 'expression' ? condition.expression.source : undefined;
      const isRepeated = source !== undefined && asked.has(source);
      if (source !== undefined) asked.add(source);
      const isAsked = (condition !== undefined || !isDefault) && constantOf(edge) !== false && !isRepeated;
      if (openAt === -1 ? isAsked || at === defaultAt : isAsked && at <= openAt) bits |= onSuccess;
    }
    if (mayFail && on !== 'success' && constantOf(edge) !== false) bits |= onFailure;
    taken[index] = bits;
  });
}

/** Invariant: a node that is not parallel takes one edge at the most; one that is no choice can take all that it has at once. */
function countEdges(
  node: number,
  edges: readonly number[],
  isGateway: boolean,
  graph: WorkflowGraph,
  ways: Pick<Ways, 'taken' | 'isParallel' | 'isChoice'>,
): void {
  let successes = 0;
  let failures = 0;
  let both = 0;
  let conditional = 0;
  for (let at = 0; at < edges.length; at++) {
    const edge = edges[at] ?? -1;
    const bits = ways.taken[edge] ?? never;
    if ((bits & onSuccess) !== 0) successes++;
    if ((bits & onFailure) !== 0) failures++;
    if (bits === always) both++;
    if (bits !== never && graph.edges[edge]?.definition.condition !== undefined) conditional++;
  }
  if (failures > 1 || (successes > 1 && !isGateway)) ways.isParallel[node] = 1;
  const isSplit = isGateway ? successes > 1 || failures > both : successes > both && failures > both;
  if (isSplit || conditional > 1) ways.isChoice[node] = 1;
}

function areTogether({ nodes, edges }: WorkflowGraph, taken: Uint8Array, one: number, other: number): boolean {
  const [first, second] = [edges[one], edges[other]];
  let bits = (taken[one] ?? never) & (taken[other] ?? never);
  if (!first || !second) return false;
  if (nodes[first.source]?.kind === 'exclusive_gateway') bits &= onFailure;
  if (bits === never) return false;
  const [some, others] = [first.definition.condition, second.definition.condition];
  return some === undefined || others === undefined || !areExclusive(claimsOf(some), claimsOf(others));
}
