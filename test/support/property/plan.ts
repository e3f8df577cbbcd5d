/**
 * A workflow, and what its agents and its users do, in the plainest form: what the engine (`planWorkflow.ts`, `planMocks.ts`) and
 * the model (`semantics/`) are both given. Nodes and edges stand in the file's order; times are whole milliseconds.
 */
import type { JsonValue } from '../../../src/base/json.ts';
import type { JoinMerge, JoinMode, JoinRemaining, OnFailure } from '../../../src/model/definition.ts';

export interface Retries {
  readonly max?: number;
  readonly waitMs?: number;
  readonly backoff?: 'fixed' | 'linear' | 'exponential';
}

/** How long an attempt takes, and how many fail before one succeeds. */
export interface Behaviour {
  readonly ms: number;
  readonly fails: number;
  readonly retryable: boolean;
  readonly output: JsonValue;
}

interface Trying {
  readonly retries: Retries;
  readonly attemptTimeoutMs?: number;
  readonly totalTimeoutMs?: number;
}

export interface TaskNode extends Behaviour, Trying {
  readonly kind: 'task';
  /** F3 */
  readonly continues: boolean;
}

export interface Quorum {
  readonly mode: JoinMode;
  readonly count?: number;
  readonly percent?: number;
  readonly remaining: JoinRemaining;
}

/** D4 */
export interface ForEachNode extends Quorum, Trying {
  readonly kind: 'for_each';
  readonly items: readonly Behaviour[];
  readonly onFailure?: OnFailure;
  readonly limit?: number;
}

export interface ApprovalNode {
  readonly kind: 'approval';
  /** What the user answers, and how long after the request. */
  readonly approve: boolean;
  readonly ms: number;
  readonly timeoutMs?: number;
  readonly onTimeout: 'reject' | 'approve' | 'fail';
}

export interface SubworkflowNode {
  readonly kind: 'subworkflow';
  readonly flow: Flow;
  /** What its input `value` is given: what the node receives, or the wrong thing where a number is wanted. */
  readonly given: 'received' | 'number' | 'text';
}

export interface ForkNode {
  readonly kind: 'fork';
  readonly onFailure?: OnFailure;
  readonly retries: Retries;
  readonly limit?: number;
  readonly timeoutMs?: number;
}

export interface JoinNode extends Quorum {
  readonly kind: 'join';
  readonly merge: JoinMerge;
  readonly timeoutMs?: number;
}

export type PlanStep =
  | { readonly kind: 'start' | 'choice' }
  | { readonly kind: 'end'; readonly terminate?: boolean }
  | { readonly kind: 'delay'; readonly ms: number }
  | TaskNode
  | ForEachNode
  | ApprovalNode
  | SubworkflowNode
  | ForkNode
  | JoinNode;

export type PlanNode = { readonly id: string } & PlanStep;

export interface PlanEdge {
  readonly source: string;
  readonly target: string;
  readonly on: 'success' | 'failure' | 'always';
  /** `broken`: one whose evaluation fails. */
  readonly condition?: boolean | 'broken';
  readonly isDefault: boolean;
}

/** What one file says. */
export interface Flow {
  readonly nodes: readonly PlanNode[];
  readonly edges: readonly PlanEdge[];
  readonly onFailure?: OnFailure;
  readonly limit: number;
  readonly retries: Retries;
  readonly timeoutMs?: number;
  /** Whether it declares its input `value`, a number; else it accepts any inputs. */
  readonly wantsNumber?: boolean;
  /** The node whose output is the execution's, as `outputs` says: `{ result: … }`. */
  readonly outputs?: string;
}

/** What the user asks for, and when. Nodes inside subworkflows are named `outer/inner`. */
export type Act = { readonly atMs: number } & (
  | { readonly kind: 'cancelNode'; readonly node: string }
  | { readonly kind: 'cancelBranch'; readonly fork: string; readonly node: string }
  | { readonly kind: 'pause' | 'resume' }
);

export interface Plan extends Flow {
  /** When the user cancels. */
  readonly cancelMs?: number;
  readonly acts?: readonly Act[];
}

/** Visits the nodes of a flow and of the flows within it, each with its full id. */
export function visitNodes(flow: Flow, visit: (id: string, node: PlanNode) => void, prefix = ''): void {
  for (const node of flow.nodes) visit(prefix + node.id, node);
  for (const node of flow.nodes) if (node.kind === 'subworkflow') visitNodes(node.flow, visit, `${prefix}${node.id}/`);
}

/** The same with agents that never fail, users that approve, and nobody who cancels or pauses. */
export function mended(plan: Plan): Plan {
  return mendedFlow(plan);
}

function mendedFlow(flow: Flow): Flow {
  const { nodes, edges, onFailure, limit, retries, timeoutMs, wantsNumber, outputs } = flow;
  return {
    nodes: nodes.map(mendedNode),
    edges,
    limit,
    retries,
    ...(onFailure !== undefined && { onFailure }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(wantsNumber !== undefined && { wantsNumber }),
    ...(outputs !== undefined && { outputs }),
  };
}

function mendedNode(node: PlanNode): PlanNode {
  switch (node.kind) {
    case 'task':
      return { ...node, fails: 0 };
    case 'for_each':
      return { ...node, items: node.items.map((item) => ({ ...item, fails: 0 })) };
    case 'approval':
      return { ...node, approve: true };
    case 'subworkflow':
      return { ...node, flow: mendedFlow(node.flow) };
    default:
      return node;
  }
}
