import type { WorkflowDefinition } from '../model/definition.ts';
import type { Project } from '../model/project.ts';
import { neighbours, type WorkflowGraph } from '../model/graph/graph.ts';

/** Who reads `input`: a node by its id, or every node that uses an agent. */
export type Receiver = { readonly node: string } | { readonly agent: string };

/**
 * Whether `input.ID` certainly means what the node with this id handed on: each receiver gets a map by node id, and the id is
 * one of its keys.
 */
export function isReceivedBranch(
  { definition, graph }: Pick<Project, 'definition' | 'graph'>,
  receiver: Receiver,
  id: string,
): boolean {
  const branch = graph.indexOf(id);
  if (branch === undefined) return false;
  if ('node' in receiver) return receives(graph, graph.indexOf(receiver.node), branch);
  const own = usersOf(definition).get(receiver.agent) ?? [];
  return own.length > 0 && own.every((node) => receives(graph, graph.indexOf(node), branch));
}

const users = new WeakMap<WorkflowDefinition, ReadonlyMap<string, readonly string[]>>();

/** The ids of the nodes that use each agent. */
function usersOf(definition: WorkflowDefinition): ReadonlyMap<string, readonly string[]> {
  const known = users.get(definition);
  if (known) return known;
  const found = new Map<string, string[]>();
  for (const node of definition.nodes) {
    if (!('agentId' in node)) continue;
    const own = found.get(node.agentId);
    if (own) own.push(node.id);
    else found.set(node.agentId, [node.id]);
  }
  users.set(definition, found);
  return found;
}

/** How far a map is followed through gateways that pass their input on. */
const maxSteps = 50;

function receives(graph: WorkflowGraph, node: number | undefined, branch: number): boolean {
  let at = node;
  for (let step = 0; at !== undefined && step < maxSteps; step++) {
    const sources = neighbours(graph, at, 'incoming');
    if (sources.length > 1) return sources.includes(branch);
    const [only] = sources;
    const from = graph.nodes[only ?? -1];
    switch (from?.kind) {
      case 'join':
        return from.merge === 'by_branch' && neighbours(graph, only ?? -1, 'incoming').includes(branch);
      case 'fork':
      case 'exclusive_gateway':
      case 'delay':
      case 'approval':
        at = only;
        break;
      default:
        return false;
    }
  }
  return false;
}
