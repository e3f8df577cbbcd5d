import { Attached } from '../../base/attached.ts';
import { changeOfList } from '../../base/lists.ts';
import type { NodeDefinition } from '../definition.ts';
import type { WorkflowGraph } from './graph.ts';
import { indicesOfKind } from './kinds.ts';

interface Known {
  readonly nodes: WorkflowGraph['nodes'];
  readonly users: ReadonlyMap<string, readonly number[]>;
}

const known = new Attached<WorkflowGraph['outgoing'], Known>();

/** By the id of each agent that is named, there or not, the nodes that name it; by an empty id those that name none. */
export function agentUsers(graph: WorkflowGraph): ReadonlyMap<string, readonly number[]> {
  const { nodes, outgoing } = graph;
  const before = known.get(outgoing);
  if (before?.nodes === nodes) return before.users;
  const users = before && areAlike(before.nodes, nodes) ? before.users : findUsers(graph);
  known.set(outgoing, { nodes, users });
  return users;
}

/** Whether all of the same types name the same agents. */
function areAlike(before: WorkflowGraph['nodes'], now: WorkflowGraph['nodes']): boolean {
  const { start, end } = changeOfList(before, now);
  for (let at = start; at < end; at++) if (agentOf(before[at]) !== agentOf(now[at])) return false;
  return before.length === now.length;
}

function agentOf(node: NodeDefinition | undefined): string | undefined {
  return node && 'agentId' in node ? node.agentId : undefined;
}

function findUsers(graph: WorkflowGraph): ReadonlyMap<string, readonly number[]> {
  const users = new Map<string, number[]>();
  for (const kind of ['agent_task', 'for_each'] as const)
    for (let at = 0, indices = indicesOfKind(graph, kind); at < indices.length; at++) {
      const index = indices[at] ?? -1;
      const node = graph.nodes[index];
      if (node?.kind !== kind) continue;
      const own = users.get(node.agentId);
      if (own) own.push(index);
      else users.set(node.agentId, [index]);
    }
  return users;
}
