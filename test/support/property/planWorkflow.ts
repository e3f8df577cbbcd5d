/** A plan as the engine wants it. */
import type { JsonValue } from '../../../src/base/json.ts';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import type { EdgeDefinition, ErrorHandling, NodeDefinition } from '../../../src/model/definition.ts';
import { compileExpression } from '../../../src/model/expressions/compile.ts';
import type { Template } from '../../../src/model/expressions/template.ts';
import {
  agent,
  choice,
  delay,
  end,
  fork,
  input,
  join,
  literal,
  type NodeSketch,
  start,
  task,
  terminate,
  workflow,
} from '../engine/build.ts';
import type { Behaviour, Flow, ForEachNode, PlanEdge, PlanNode, Quorum, Retries, SubworkflowNode } from './plan.ts';
import { failure } from './planMocks.ts';

const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function workflowOf(flow: Flow): ExecutableWorkflow {
  const built = workflow({
    nodes: Object.fromEntries(flow.nodes.map((node) => [node.id, sketchOf(node)])),
    edges: flow.edges.map(({ source, target }) => `${source}>${target}`).join(' '),
    agents: [agent('worker'), agent('items', { uses: 'mock', with: itemSettings() })],
    definition: {
      maxConcurrency: flow.limit,
      errorHandling: {
        ...handlingOf(flow.retries),
        ...(flow.onFailure !== undefined && { onFailure: flow.onFailure }),
      },
      ...(flow.timeoutMs !== undefined && { timeoutSeconds: flow.timeoutMs / 1000 }),
      ...(flow.wantsNumber === true && { inputs: new Map([['value', input('value', { type: 'number' })]]) }),
      ...(flow.outputs !== undefined && {
        outputs: new Map([['result', expression(`nodes.${flow.outputs}.output`)]]),
      }),
    },
  });
  const edges = built.graph.edges.map((edge, index) => ({
    ...edge,
    definition: edgeOf(edge.definition, flow.edges[index]!),
  }));
  const inner = flow.nodes.flatMap((node) =>
    node.kind === 'subworkflow' ? [[node.id, workflowOf(node.flow)] as const] : [],
  );
  return {
    text: '',
    definition: { ...built.definition, edges: edges.map(({ definition }) => definition) },
    graph: { ...built.graph, edges },
    ...(inner.length > 0 && { subworkflows: new Map(inner) }),
  };
}

function edgeOf(edge: EdgeDefinition, { on, isDefault, condition }: PlanEdge): EdgeDefinition {
  return { ...edge, on, default: isDefault, ...(condition !== undefined && { condition: conditionOf(condition) }) };
}

function sketchOf(node: PlanNode): NodeSketch {
  switch (node.kind) {
    case 'start':
      return start;
    case 'end':
      return node.terminate === true ? terminate : end;
    case 'choice':
      return choice;
    case 'delay':
      return delay(node.ms / 1000);
    case 'approval': {
      const { onTimeout, timeoutMs } = node;
      return (id) => ({
        ...commonOf(id),
        kind: 'approval',
        approvers: [],
        onTimeout,
        ...(timeoutMs !== undefined && { timeoutSeconds: timeoutMs / 1000 }),
      });
    }
    case 'task':
      return task({ ...tryingOf(node), ...(node.continues && { onFailure: 'continue' }) });
    case 'for_each':
      return forEachOf(node);
    case 'subworkflow':
      return subworkflowOf(node);
    case 'fork': {
      const { onFailure, retries, limit, timeoutMs } = node;
      return fork({
        errorHandling: { ...handlingOf(retries), ...(onFailure !== undefined && { onFailure }) },
        ...(limit !== undefined && { maxConcurrency: limit }),
        ...(timeoutMs !== undefined && { timeoutSeconds: timeoutMs / 1000 }),
      });
    }
    case 'join': {
      const { merge, timeoutMs } = node;
      return join({
        ...quorumOf(node),
        merge,
        ...(merge === 'aggregate' && { aggregate: 'sum' }),
        ...(timeoutMs !== undefined && { timeoutSeconds: timeoutMs / 1000 }),
      });
    }
  }
}

function forEachOf(node: ForEachNode): NodeSketch {
  const { items, onFailure, limit } = node;
  return (id) => ({
    ...commonOf(id),
    kind: 'for_each',
    agentId: 'items',
    agentIdRange: nowhere,
    with: new Map(),
    items: literal(items.map(itemOf)),
    as: 'item',
    errorHandling: { ...tryingOf(node), ...(onFailure !== undefined && { onFailure }) },
    ...quorumOf(node),
    ...(limit !== undefined && { maxConcurrency: limit }),
  });
}

/** Every item says itself what its agent does. */
function itemOf({ ms, fails, retryable, output }: Behaviour): JsonValue {
  return { delay: ms / 1000, output, fail: { first: fails, ...failure, retryable } };
}

function itemSettings(): Map<string, Template> {
  return new Map([
    ['delay_seconds', expression('item.delay')],
    ['output', expression('item.output')],
    ['fail', expression('item.fail')],
  ]);
}

function subworkflowOf({ given }: SubworkflowNode): NodeSketch {
  const value = given === 'received' ? expression('input') : literal(given === 'number' ? 7 : 'seven');
  return (id) => ({
    ...commonOf(id),
    kind: 'subworkflow',
    path: `./${id}.workflow.yaml`,
    inputs: new Map([['value', value]]),
  });
}

function commonOf(id: string): Pick<NodeDefinition, 'id' | 'range' | 'idRange'> {
  return { id, range: nowhere, idRange: nowhere };
}

function quorumOf({ mode, count, percent, remaining }: Quorum): Quorum {
  return { mode, remaining, ...(count !== undefined && { count }), ...(percent !== undefined && { percent }) };
}

function tryingOf(node: {
  readonly retries: Retries;
  readonly attemptTimeoutMs?: number;
  readonly totalTimeoutMs?: number;
}): ErrorHandling {
  return {
    ...handlingOf(node.retries),
    ...(node.attemptTimeoutMs !== undefined && { timeoutSeconds: node.attemptTimeoutMs / 1000 }),
    ...(node.totalTimeoutMs !== undefined && { totalTimeoutSeconds: node.totalTimeoutMs / 1000 }),
  };
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
  return condition === 'broken' ? expression("fromJSON('{')") : literal(condition);
}

function expression(source: string): Template {
  const compiled = compileExpression(source, { range: nowhere });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return { kind: 'expression', expression: compiled.value };
}
