/** R4: what a user asks of a running execution, and what keeps it from being done. */
import { assertNever } from '../../base/assertNever.ts';
import { t } from '../../base/l10n.ts';
import { isTerminal, type ControlRequest } from '../../protocol/execution.ts';
import { approvalRejected } from '../failures.ts';
import type { ProgramNode } from '../program.ts';
import type { ExecutionState } from '../state.ts';
import { isSettled, waiting } from '../transitions.ts';
import { inputOf } from '../data.ts';
import { branchOf } from './branches.ts';
import { cancelNode, completeNode, failNode } from './nodes.ts';
import type { Turn } from './turn.ts';

/** Why it cannot be done, for people; undefined when it can. */
export function objectionTo(state: ExecutionState, request: ControlRequest): string | undefined {
  if (isTerminal(state.status)) return t('The execution has ended.');
  switch (request.type) {
    case 'cancel':
      return undefined;
    case 'pause':
      return state.status === 'paused' ? t('The execution is paused already.') : undefined;
    case 'resume':
      return state.status === 'paused' ? undefined : t('The execution is not paused.');
    case 'cancel_node':
    case 'answer': {
      const index = state.program.graph.indexOf(request.node_id);
      if (index === undefined) return t('There is no node "{0}".', request.node_id);
      if (isSettled(state.slotStatus[index] as number)) return t('The node "{0}" has ended.', request.node_id);
      if (request.type === 'answer' && !isAsking(state, index))
        return t('The node "{0}" does not wait for an approval.', request.node_id);
      return undefined;
    }
    case 'cancel_branch': {
      const nodes = branchOf(state.program, request.fork_id, request.node_id);
      if (nodes === undefined) return t('No branch of "{0}" begins with "{1}".', request.fork_id, request.node_id);
      return nodes.every((index) => isSettled(state.slotStatus[index] as number))
        ? t('The branch has ended.')
        : undefined;
    }
    default:
      return assertNever(request);
  }
}

export function ask(turn: Turn, request: ControlRequest): void {
  const { state, program } = turn;
  if (objectionTo(state, request) !== undefined) return;
  switch (request.type) {
    case 'cancel':
      if (!turn.cancelling.has(0)) turn.cancelling.set(0, 'user');
      return;
    case 'pause':
      turn.tell({ type: 'executionPaused', reason: 'user' });
      return;
    case 'resume':
      turn.tell({ type: 'executionResumed' });
      return;
    case 'cancel_node':
      cancelNode(turn, turn.node(program.graph.indexOf(request.node_id) ?? -1), 'branch');
      return;
    case 'cancel_branch':
      for (const index of branchOf(program, request.fork_id, request.node_id) ?? [])
        if (!turn.isSettled(index)) cancelNode(turn, turn.node(index), 'branch');
      return;
    case 'answer':
      answer(turn, turn.node(program.graph.indexOf(request.node_id) ?? -1), request.approved, request.comment);
      return;
    default:
      assertNever(request);
  }
}

function isAsking(state: ExecutionState, index: number): boolean {
  return state.slotStatus[index] === waiting && state.approvals.get(index)?.approved === null;
}

/** Somebody, or the end of its time, has answered an approval. */
export function answer(turn: Turn, node: ProgramNode, approved: boolean, comment: string | undefined): void {
  const said = comment !== undefined && comment !== '' && { comment };
  turn.tellNode(node.index, { type: 'approvalAnswered', approved, ...said });
  settleAnswer(turn, node);
}

/** What an answer leads to. The approved one passes on what it received. */
export function settleAnswer(turn: Turn, node: ProgramNode): void {
  const approval = turn.state.approvals.get(node.index);
  if (approval?.approved === true) completeNode(turn, node, node.conditional ? inputOf(turn.state, node) : null);
  else failNode(turn, node, approvalRejected(approval?.comment));
}
