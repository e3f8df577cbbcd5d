/** Small pictures and executions for tests of the view. */
import type { NodeStatus, ShownExecutionStatus } from '../../../src/protocol/execution.ts';
import type {
  GraphExecution,
  GraphNodeState,
  GraphPicture,
  PictureEdge,
  PictureNode,
  Steering,
} from '../../../src/protocol/graph.ts';

export function node(id: string, x: number, y: number, more: Partial<PictureNode> = {}): PictureNode {
  return { id, kind: 'agent_task', runner: 'mock', label: id, detail: '', x, y, width: 100, height: 50, ...more };
}

export function edge(source: string, target: string, more: Partial<PictureEdge> = {}): PictureEdge {
  const points = [
    { x: 0, y: 0 },
    { x: 0, y: 10 },
  ];
  return { source, target, on: 'success', label: '', points, ...more };
}

/** A fork of three between `start` and `join`, downwards: a | b | c. */
export function forkPicture(): GraphPicture {
  return {
    width: 500,
    height: 400,
    direction: 'down',
    nodes: [
      node('a', 0, 100),
      node('b', 200, 100),
      node('c', 400, 100),
      node('start', 200, 0, { kind: 'start' }),
      node('join', 200, 200, { kind: 'join' }),
      node('end', 200, 300, { kind: 'end' }),
    ],
    edges: [
      ...['a', 'b', 'c'].map((id) => edge('start', id)),
      ...['a', 'b', 'c'].map((id) => edge(id, 'join')),
      edge('join', 'end'),
    ],
  };
}

export function state(status: NodeStatus, text = '', error = ''): GraphNodeState {
  return { status, text, error };
}

export function execution(
  nodes: Readonly<Record<string, GraphNodeState>>,
  more: Partial<GraphExecution> & { status?: ShownExecutionStatus } = {},
): GraphExecution {
  const status = more.status ?? 'running';
  const can: readonly Steering[] = status === 'running' ? ['pause', 'cancel'] : [];
  return { id: 'e1', status, progress: 40, text: '', nodes, can, asks: [], ...more };
}
