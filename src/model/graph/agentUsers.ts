import { Attached } from '../../base/attached.ts';
import type { WorkflowGraph } from './graph.ts';
import { indicesOfKind } from './kinds.ts';

const known = new Attached<WorkflowGraph, ReadonlyMap<string, readonly number[]>>();

/** By the id of each agent that is named, there or not, the nodes that name it; by an empty id those that name none. */
export function agentUsers(graph: WorkflowGraph): ReadonlyMap<string, readonly number[]> {
  let users = known.get(graph);
  if (!users) known.set(graph, (users = findUsers(graph)));
  return users;
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
