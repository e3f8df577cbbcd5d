/**
 * A workflow, and what its agents do, in the plainest form: what the engine and the model of `semanticsModel.ts` are both given.
 * Nodes and edges stand in the file's order; times are whole milliseconds.
 */
import type { JsonValue } from '../../../src/base/json.ts';
import { compileExpression } from '../../../src/model/expressions/compile.ts';
import type { Template } from '../../../src/model/expressions/template.ts';
import type { ErrorHandling, JoinMerge, JoinMode, JoinRemaining, OnFailure } from '../../../src/model/definition.ts';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import type { Mocks, NodeMock } from '../../../src/engine/mocks.ts';
import {
  agent,
  delay,
  end,
  fork,
  join,
  literal,
  type NodeSketch,
  start,
  task,
  choice,
  workflow,
} from '../engine/build.ts';

export interface Retries {
  readonly max?: number;
  readonly waitMs?: number;
  readonly backoff?: 'fixed' | 'linear' | 'exponential';
}

export interface TaskNode {
  readonly kind: 'task';
  /** How long an attempt takes, and how many fail before one succeeds. */
  readonly ms: number;
  readonly fails: number;
  readonly retryable: boolean;
  readonly output: JsonValue;
  readonly retries: Retries;
  /** F3 */
  readonly continues: boolean;
  readonly attemptTimeoutMs?: number;
  readonly totalTimeoutMs?: number;
}

export interface ForkNode {
  readonly kind: 'fork';
  readonly onFailure?: OnFailure;
  readonly retries: Retries;
  readonly limit?: number;
}

export interface JoinNode {
  readonly kind: 'join';
  readonly mode: JoinMode;
  readonly count?: number;
  readonly percent?: number;
  readonly remaining: JoinRemaining;
  readonly merge: JoinMerge;
  readonly timeoutMs?: number;
}

export type PlanNode = { readonly id: string } & (
  | { readonly kind: 'start' | 'end' | 'choice' }
  | { readonly kind: 'delay'; readonly ms: number }
  | TaskNode
  | ForkNode
  | JoinNode
);

export interface PlanEdge {
  readonly source: string;
  readonly target: string;
  readonly on: 'success' | 'failure' | 'always';
  /** `broken`: one whose evaluation fails. */
  readonly condition?: boolean | 'broken';
  readonly isDefault: boolean;
}

export interface Plan {
  readonly nodes: readonly PlanNode[];
  readonly edges: readonly PlanEdge[];
  readonly onFailure?: OnFailure;
  readonly limit: number;
  readonly retries: Retries;
  readonly timeoutMs?: number;
  /** When the user cancels. */
  readonly cancelMs?: number;
}

/** The plan as the engine wants it. */
export function workflowOf(plan: Plan): ExecutableWorkflow {
  const built = workflow({
    nodes: Object.fromEntries(plan.nodes.map((node) => [node.id, sketchOf(node)])),
    edges: plan.edges.map(({ source, target }) => `${source}>${target}`).join(' '),
    agents: [agent('worker')],
    definition: {
      maxConcurrency: plan.limit,
      errorHandling: {
        ...handlingOf(plan.retries),
        ...(plan.onFailure !== undefined && { onFailure: plan.onFailure }),
      },
      ...(plan.timeoutMs !== undefined && { timeoutSeconds: plan.timeoutMs / 1000 }),
    },
  });
  const edges = built.graph.edges.map((edge, index) => {
    const { on, isDefault, condition } = plan.edges[index]!;
    const definition = {
      ...edge.definition,
      on,
      default: isDefault,
      ...(condition !== undefined && { condition: conditionOf(condition) }),
    };
    return { ...edge, definition };
  });
  return {
    text: '',
    definition: { ...built.definition, edges: edges.map(({ definition }) => definition) },
    graph: { ...built.graph, edges },
  };
}

/** What the plan's agents do. */
export function mocksOf(plan: Plan): Mocks {
  const nodes = new Map<string, NodeMock>();
  for (const node of plan.nodes)
    if (node.kind === 'task')
      nodes.set(node.id, {
        output: node.output,
        delaySeconds: node.ms / 1000,
        fail: { first: node.fails, kind: 'agent', message: 'No', retryable: node.retryable },
      });
  return { nodes, ...(plan.cancelMs !== undefined && { cancelAtSeconds: plan.cancelMs / 1000 }) };
}

function sketchOf(node: PlanNode): NodeSketch {
  switch (node.kind) {
    case 'start':
      return start;
    case 'end':
      return end;
    case 'choice':
      return choice;
    case 'delay':
      return delay(node.ms / 1000);
    case 'task':
      return task({
        ...handlingOf(node.retries),
        ...(node.continues && { onFailure: 'continue' }),
        ...(node.attemptTimeoutMs !== undefined && { timeoutSeconds: node.attemptTimeoutMs / 1000 }),
        ...(node.totalTimeoutMs !== undefined && { totalTimeoutSeconds: node.totalTimeoutMs / 1000 }),
      });
    case 'fork': {
      const { onFailure, retries, limit } = node;
      return fork({
        errorHandling: { ...handlingOf(retries), ...(onFailure !== undefined && { onFailure }) },
        ...(limit !== undefined && { maxConcurrency: limit }),
      });
    }
    case 'join': {
      const { mode, count, percent, remaining, merge, timeoutMs } = node;
      return join({
        mode,
        remaining,
        merge,
        ...(merge === 'aggregate' && { aggregate: 'sum' }),
        ...(count !== undefined && { count }),
        ...(percent !== undefined && { percent }),
        ...(timeoutMs !== undefined && { timeoutSeconds: timeoutMs / 1000 }),
      });
    }
  }
}

function handlingOf({ max, waitMs, backoff }: Retries): ErrorHandling {
  return {
    ...(max !== undefined && { maxRetries: max }),
    retry: {
      jitter: 0,
      ...(waitMs !== undefined && { delaySeconds: waitMs / 1000 }),
      ...(backoff !== undefined && { backoff }),
    },
  };
}

function conditionOf(condition: boolean | 'broken'): Template {
  if (condition !== 'broken') return literal(condition);
  const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const compiled = compileExpression("fromJSON('{')", { range: nowhere });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return { kind: 'expression', expression: compiled.value };
}
