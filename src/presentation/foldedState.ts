/** What a folded fork shows of the nodes inside of it, from their states alone. */
import { t } from '../base/l10n.ts';
import type { NodeStatus } from '../protocol/execution.ts';
import type { FoldedFork, GraphExecution, GraphNodeState } from '../protocol/graph.ts';
import { branchStatus, isSettled } from './branchStatus.ts';
import { summarise } from './status.ts';

export interface FoldedState extends GraphNodeState {
  /** How many branches there are of each status that some have, in the order in which they are told. */
  readonly counts: readonly (readonly [status: GraphNodeState['status'], branches: number])[];
}

const order = [
  'running',
  'waiting',
  'interrupted',
  'failed',
  'timed_out',
  'cancelled',
  'completed',
  'skipped',
  'pending',
] as const satisfies readonly GraphNodeState['status'][];

/** Undefined where the execution knows nothing of it. @param fork its id */
export function foldedState(
  fork: string,
  { branches, joins }: FoldedFork,
  { nodes }: Pick<GraphExecution, 'nodes'>,
): FoldedState | undefined {
  const stateOf = (id: string): GraphNodeState | undefined => (Object.hasOwn(nodes, id) ? nodes[id] : undefined);
  const statusOf = (id: string): GraphNodeState['status'] | undefined => stateOf(id)?.status;
  const own = statusOf(fork);
  if (own === undefined) return undefined;
  const counts = new Map<GraphNodeState['status'], number>();
  for (const branch of branches) {
    const status = branchState(
      branch.flatMap((id) => {
        const state = stateOf(id);
        return state ? { ...state, id } : [];
      }),
    );
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  const ends = joins.flatMap((id) => statusOf(id) ?? []);
  // A join decides what came of its branches: of a race all but one may have been cancelled.
  const isOver = ends.length > 0 && ends.every(isSettled);
  const open = [...counts].reduce((sum, [status, branches]) => sum + (isSettled(status) ? 0 : branches), 0);
  return {
    status: together(isOver ? ends : [own, ...counts.keys(), ...ends]),
    text: t('{0} of {1}', branches.length - open, branches.length),
    error: '',
    counts: order.flatMap((status) => {
      const count = counts.get(status);
      return count === undefined ? [] : [[status, count] as const];
    }),
  };
}

type BranchState = GraphNodeState & { readonly id: string };

function branchState(branch: readonly BranchState[]): GraphNodeState['status'] {
  if (branch.some(({ status }) => status === 'interrupted')) return 'interrupted';
  return branchStatus(branch as readonly (BranchState & { readonly status: NodeStatus })[]);
}

function together(statuses: readonly GraphNodeState['status'][]): GraphNodeState['status'] {
  if (statuses.includes('interrupted')) return 'interrupted';
  return summarise(statuses as readonly NodeStatus[]);
}
