/** What a plan's agents and users do, as the mocks of `spec/cli.md` say it, and attempt by attempt. */
import type { Mocks, NodeMock } from '../../../src/engine/mocks.ts';
import { type Behaviour, type Plan, type PlanNode, visitNodes } from './plan.ts';

export const failure = { kind: 'agent', message: 'No' } as const;

/** The nodes by their full ids. */
export function nodesOf(plan: Plan): ReadonlyMap<string, PlanNode> {
  const nodes = new Map<string, PlanNode>();
  visitNodes(plan, (id, node) => nodes.set(id, node));
  return nodes;
}

/** What an attempt of the node, or of its item, does. */
export function behaviourOf(node: PlanNode | undefined, item: number | undefined): Behaviour {
  const found = node?.kind === 'task' ? node : node?.kind === 'for_each' ? node.items[item ?? -1] : undefined;
  if (!found) throw new Error(`No attempt of "${node?.id ?? ''}" was expected`);
  return found;
}

/** Items of a `for_each` do what their agent is told for each (`planWorkflow.ts`), so they need no mock. */
export function mocksOf(plan: Plan): Mocks {
  const nodes = new Map<string, NodeMock>();
  const set = (id: string, mock: Partial<NodeMock>): void => {
    const key = id.toLowerCase();
    nodes.set(key, { delaySeconds: 0, ...nodes.get(key), ...mock });
  };
  visitNodes(plan, (id, node) => {
    if (node.kind === 'task')
      set(id, {
        output: node.output,
        delaySeconds: node.ms / 1000,
        fail: { first: node.fails, ...failure, retryable: node.retryable },
      });
    else if (node.kind === 'approval') set(id, { approve: node.approve, delaySeconds: node.ms / 1000 });
  });
  for (const act of plan.acts ?? []) if (act.kind === 'cancelNode') set(act.node, { cancelAtSeconds: act.atMs / 1000 });
  return { nodes, ...(plan.cancelMs !== undefined && { cancelAtSeconds: plan.cancelMs / 1000 }) };
}
