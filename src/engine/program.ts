/**
 * A workflow compiled for execution, its subworkflows with it (`scopes.ts`): nodes and edges by index, everything that is
 * inherited already resolved (`plans.ts`).
 *
 * 1. Nothing here changes while an execution runs, and one program serves any number of executions.
 * 2. Retries and timeouts are resolved key by key: node, agent, innermost fork whose region holds the node, workflow.
 */
import { finish, type Steps } from '../base/steps.ts';
import type { EdgeDefinition, NodeDefinition, OnFailure, WorkflowDefinition } from '../model/definition.ts';
import type { WorkflowGraph } from '../model/graph/graph.ts';
import { topologicalOrder } from '../model/graph/order.ts';
import type { ExecutableWorkflow } from './executable.ts';
import { type JoinPlan, planEach, planJoin, planMockedSubworkflow, planTask, type TaskPlan } from './plans.ts';
import { type CompiledRegions, compileRegions, type Region } from './programRegions.ts';
import { flatten, type ScopeShape } from './scopes.ts';
import { toMs } from './units.ts';

export type { JoinPlan, TaskPlan } from './plans.ts';

export interface Program {
  /** Of the root. */
  readonly definition: WorkflowDefinition;
  readonly graph: WorkflowGraph;
  readonly nodes: readonly ProgramNode[];
  /** Source and target node by edge. */
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  /** Which ends of its source an edge is for. */
  readonly on: readonly EdgeDefinition['on'][];
  /** Incoming edges by node. */
  readonly incoming: Int32Array;
  readonly scopes: readonly Scope[];
  readonly regions: readonly Region[];
  /** R5: how many attempts each limit lets run at the same time; nodes name limits by index. */
  readonly limits: readonly number[];
  readonly maxConcurrency: number;
  /** Names of the inputs declared `secret`. */
  readonly secretInputs: readonly string[];
  /** Those of subworkflows: by the id of the node that one is executed for, and of each start inside of it. */
  readonly innerSecrets: ReadonlyMap<string, InnerSecrets>;
}

export interface InnerSecrets {
  /** Id of the node that the subworkflow is executed for. */
  readonly owner: string;
  readonly names: readonly string[];
}

export interface Scope extends ScopeShape {
  readonly index: number;
  readonly onFailure: OnFailure;
  readonly timeoutMs: number | undefined;
  /** What goes as soon as it begins: nodes without a way into them, and joins with a quorum larger than all their branches. */
  readonly roots: readonly number[];
}

export interface ProgramNode {
  readonly index: number;
  /** `outer/inner` in a subworkflow; `localId` is what it is called inside of it. */
  readonly id: string;
  readonly localId: string;
  readonly kind: NodeDefinition['kind'];
  readonly definition: NodeDefinition;
  readonly scope: number;
  /** Of a `subworkflow`: the scope that is executed for it. */
  readonly inner: number | undefined;
  /** Edge indices in the file's order. */
  readonly outgoing: readonly number[];
  readonly incoming: readonly number[];
  /** Whether an outgoing edge has a condition. */
  readonly conditional: boolean;
  /** Place in a topological order, behind all that is inside of it; no two nodes share one. */
  readonly rank: number;
  /** The limits that its attempts come under, the nearest first. */
  readonly limited: readonly number[];
  /** A fork's own region. */
  readonly region: number | undefined;
  /** What its attempts do; of a `for_each` those of its items. */
  readonly task: TaskPlan | undefined;
  readonly approvalTimeoutMs: number | undefined;
  /** Of a join over its branches, of a `for_each` over its items. */
  readonly join: JoinPlan | undefined;
}

export interface ProgramOptions {
  /** Whether something else stands for a whole subworkflow (a mock). */
  readonly replaced?: ((nodeId: string) => boolean) | undefined;
}

/** A workflow never changes, nor does what it was compiled to. */
const compiled = new WeakMap<ExecutableWorkflow, Program>();

/** @throws Error for a workflow that is not executable: an unknown agent, a cycle, a subworkflow that is not there */
export function compileProgram(workflow: ExecutableWorkflow, { replaced }: ProgramOptions = {}): Program {
  const known = finish(compileInSteps(workflow));
  const isReplaced = known.scopes.some(({ owner }) => replaced?.(known.nodes[owner]?.id ?? '') === true);
  return isReplaced ? finish(compile(workflow, replaced)) : known;
}

/**
 * The same for whoever has other work meanwhile; known to `compileProgram` when it is done. A step is a node.
 * @throws Error as that does
 */
export function* compileInSteps(workflow: ExecutableWorkflow): Steps<Program> {
  const known = compiled.get(workflow) ?? (yield* compile(workflow, undefined));
  compiled.set(workflow, known);
  return known;
}

function* compile(workflow: ExecutableWorkflow, replaced: ProgramOptions['replaced']): Steps<Program> {
  const { graph, scopes: shapes } = flatten(workflow);
  const { order } = topologicalOrder(graph);
  if (order.length < graph.nodes.length) throw new Error('A workflow with a cycle cannot be executed');
  const found = compileRegions(graph, order);
  const limits = new Limits();
  const limitOfRegion = found.regions.map(({ limit }) => limits.add(limit));
  const scopes = shapes.map((shape, index): Scope => {
    const { errorHandling, timeoutSeconds } = shape.definition;
    const onFailure = errorHandling.onFailure ?? 'abort';
    return { ...shape, index, onFailure, timeoutMs: toMs(timeoutSeconds), roots: rootsOf(graph, shape) };
  });
  const nodes: ProgramNode[] = [];
  const scopeOfOwner = new Map(scopes.map(({ owner, index }) => [owner, index]));
  const rank = rankNodes(order, shapes, scopeOfOwner);
  const compilation = { graph, rank, found, limits, limitOfRegion, replaced, scopeOfOwner };
  for (const scope of scopes) {
    const owner = nodes[scope.owner];
    const around = owner ? [...limits.list(limits.add(scope.definition.maxConcurrency)), ...owner.limited] : [];
    for (let index = scope.first; index < scope.end; index++) {
      nodes.push(compileNode(compilation, scope, index, around));
      yield;
    }
  }
  const { definition } = workflow;
  return {
    definition,
    graph,
    nodes,
    sources: Int32Array.from(graph.edges, (edge) => edge.source),
    targets: Int32Array.from(graph.edges, (edge) => edge.target),
    on: graph.edges.map(({ definition: { on } }) => on),
    incoming: Int32Array.from(graph.incoming, ({ length }) => length),
    scopes,
    regions: found.regions,
    limits: limits.all,
    maxConcurrency: definition.maxConcurrency,
    secretInputs: secretNamesOf(definition),
    innerSecrets: innerSecretsOf(nodes, scopes),
  };
}

function secretNamesOf({ inputs }: WorkflowDefinition): readonly string[] {
  return [...(inputs?.values() ?? [])].filter(({ secret }) => secret).map(({ name }) => name);
}

function innerSecretsOf(nodes: readonly ProgramNode[], scopes: readonly Scope[]): Program['innerSecrets'] {
  const found = new Map<string, InnerSecrets>();
  for (const { definition, owner, first, end } of scopes.slice(1)) {
    const names = secretNamesOf(definition);
    if (names.length === 0) continue;
    const node = nodes[owner] as ProgramNode;
    const secrets = { owner: node.id, names };
    for (const { id } of [node, ...nodes.slice(first, end).filter(({ kind }) => kind === 'start')])
      found.set(id, secrets);
  }
  return found;
}

function rootsOf({ nodes, incoming }: WorkflowGraph, { first, end }: ScopeShape): readonly number[] {
  const roots: number[] = [];
  for (let index = first; index < end; index++) {
    const node = nodes[index] as NodeDefinition;
    const branches = (incoming[index] as readonly number[]).length;
    if (branches === 0 || (node.kind === 'join' && (node.count ?? 0) > branches)) roots.push(index);
  }
  return roots;
}

/** Each node's place: scope by scope in topological order, a subworkflow's node behind what it holds. */
function rankNodes(
  order: Int32Array,
  scopes: readonly ScopeShape[],
  scopeOfOwner: ReadonlyMap<number, number>,
): Int32Array {
  const rank = new Int32Array(order.length);
  if (scopes.length === 1) {
    order.forEach((node, at) => (rank[node] = at));
    return rank;
  }
  const ordered = scopes.map((): number[] => []);
  const scopeOf = new Int32Array(order.length);
  scopes.forEach(({ first, end }, scope) => scopeOf.fill(scope, first, end));
  for (const node of order) (ordered[scopeOf[node] as number] as number[]).push(node);
  let next = 0;
  const place = (scope: number): void => {
    for (const node of ordered[scope] as number[]) {
      const inner = scopeOfOwner.get(node);
      if (inner !== undefined) place(inner);
      rank[node] = next++;
    }
  };
  place(0);
  return rank;
}

interface Compilation extends ProgramOptions {
  readonly graph: WorkflowGraph;
  readonly rank: Int32Array;
  readonly found: CompiledRegions;
  readonly limits: Limits;
  readonly limitOfRegion: readonly (number | undefined)[];
  readonly scopeOfOwner: ReadonlyMap<number, number>;
}

/** @param around the limits around the node's scope */
function compileNode(
  { graph, rank, found, limits, limitOfRegion, replaced, scopeOfOwner }: Compilation,
  scope: Scope,
  index: number,
  around: readonly number[],
): ProgramNode {
  const node = graph.nodes[index] as NodeDefinition;
  const own = found.ofJoin.get(index);
  const outgoing = graph.outgoing[index] as readonly number[];
  const ownLimit = node.kind === 'for_each' ? limits.add(node.maxConcurrency) : undefined;
  const enclosing = (found.limiting.get(index) ?? []).flatMap((region) => limits.list(limitOfRegion[region]));
  return {
    index,
    id: node.id,
    localId: scope.prefix === '' ? node.id : node.id.slice(scope.prefix.length),
    kind: node.kind,
    definition: node,
    scope: scope.index,
    inner: node.kind === 'subworkflow' ? scopeOfOwner.get(index) : undefined,
    outgoing,
    incoming: graph.incoming[index] as readonly number[],
    conditional: outgoing.some((edge) => graph.edges[edge]?.definition.condition !== undefined),
    rank: rank[index] as number,
    limited: [...limits.list(ownLimit), ...enclosing, ...around],
    region: found.ofFork.get(index),
    task:
      node.kind === 'subworkflow' && replaced?.(node.id) === true
        ? planMockedSubworkflow(node)
        : planTask(scope.definition, node, found.regions[found.innermost[index] as number]),
    approvalTimeoutMs: node.kind === 'approval' ? toMs(node.timeoutSeconds) : undefined,
    join: node.kind === 'for_each' ? planEach(node) : planJoin(node, own, found.regions[own ?? -1]),
  };
}

/** Limits by index. */
class Limits {
  readonly all: number[] = [];

  add(limit: number | undefined): number | undefined {
    return limit === undefined ? undefined : this.all.push(limit) - 1;
  }

  list(limit: number | undefined): number[] {
    return limit === undefined ? [] : [limit];
  }
}
