/** An execution's message to the graph says of a large one only what is other than in the message before. */
import type { ExecutionMessage, GraphExecution, GraphNodeState } from '../protocol/graph.ts';

/** What is told of an execution to somebody who was told of `before` last. */
export function executionMessage(before: GraphExecution | null, execution: GraphExecution | null): ExecutionMessage {
  const nodes = before && execution && before.id === execution.id ? changed(before.nodes, execution.nodes) : undefined;
  if (!execution || !nodes) return { type: 'execution', execution };
  return { type: 'execution', execution: { ...execution, nodes }, isChange: true };
}

/** And back: the whole execution. */
export function toldExecution(
  before: GraphExecution | null,
  { execution, isChange = false }: ExecutionMessage,
): GraphExecution | null {
  if (!isChange || !execution || before?.id !== execution.id) return execution;
  const nodes = Object.assign(Object.create(null) as Record<string, GraphNodeState>, before.nodes, execution.nodes);
  return { ...execution, nodes };
}

/** Undefined where nodes have gone. */
function changed(before: GraphExecution['nodes'], now: GraphExecution['nodes']): GraphExecution['nodes'] | undefined {
  const nodes = Object.create(null) as Record<string, GraphNodeState>;
  for (const id in before) if (!Object.hasOwn(now, id)) return undefined;
  for (const id in now) {
    const state = now[id] as GraphNodeState;
    if (!Object.hasOwn(before, id) || !isSame(before[id] as GraphNodeState, state)) nodes[id] = state;
  }
  return nodes;
}

function isSame(one: GraphNodeState, other: GraphNodeState): boolean {
  return (
    one.status === other.status &&
    one.text === other.text &&
    one.error === other.error &&
    one.failureEnd === other.failureEnd
  );
}
