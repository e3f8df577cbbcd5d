/** Which outgoing edges a settled node does not take because of their conditions (T2, T3) or its choice (T5). */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { expressionFailure, noBranchTaken } from '../failures.ts';
import { evaluateCondition } from '../../model/expressions/evaluate.ts';
import type { GraphEdge } from '../../model/graph/graph.ts';
import type { ProgramNode } from '../program.ts';
import { edgeContext } from './expressions.ts';
import type { Turn } from './turn.ts';

type NotTaken = readonly number[] | undefined;

/** T2: a condition that cannot be evaluated fails the node. */
export function notTakenOnSuccess(turn: Turn, node: ProgramNode, output: JsonValue): Result<NotTaken, FailureInfo> {
  const context = edgeContext(turn.state, turn.environment, {
    node: node.index,
    status: 'completed',
    output,
    error: null,
  });
  const notTaken: number[] = [];
  for (const edge of node.outgoing) {
    const { definition } = turn.program.graph.edges[edge] as GraphEdge;
    if (definition.condition === undefined || definition.on === 'failure') continue;
    const taken = evaluateCondition(definition.condition, context);
    if (!taken.ok) return err(expressionFailure(taken.error.message));
    if (!taken.value) notTaken.push(edge);
  }
  return ok(notTaken.length === 0 ? undefined : notTaken);
}

export interface AfterFailure {
  readonly notTaken: NotTaken;
  /** Which condition cannot be evaluated, and why. */
  readonly problem: string | undefined;
}

/** T3: of a node that has failed already, a condition that cannot be evaluated is never taken as true. */
export function notTakenOnFailure(
  turn: Turn,
  node: ProgramNode,
  status: 'failed' | 'timed_out',
  error: FailureInfo,
): AfterFailure {
  if (!node.conditional) return { notTaken: undefined, problem: undefined };
  const context = edgeContext(turn.state, turn.environment, { node: node.index, status, output: null, error });
  const continues = node.task?.continueOnFailure === true;
  let problem: string | undefined;
  const notTaken = node.outgoing.filter((edge) => {
    const { definition } = turn.program.graph.edges[edge] as GraphEdge;
    if (definition.condition === undefined) return false;
    if (definition.on === (continues ? 'failure' : 'success')) return false;
    const taken = evaluateCondition(definition.condition, context);
    if (!taken.ok) problem ??= conditionProblem(definition.target, taken.error.message);
    return !taken.ok || !taken.value;
  });
  return { notTaken: notTaken.length === 0 ? undefined : notTaken, problem };
}

function conditionProblem(target: string, message: string): string {
  return t('The condition of the edge to "{0}" cannot be evaluated: {1}', target, message);
}

/** T5: all outgoing edges but the chosen one. */
export function notChosen(turn: Turn, node: ProgramNode, input: JsonValue): Result<NotTaken, FailureInfo> {
  const context = edgeContext(turn.state, turn.environment, {
    node: node.index,
    status: 'completed',
    output: input,
    error: null,
  });
  let chosen: number | undefined;
  for (const edge of node.outgoing) {
    const { definition } = turn.program.graph.edges[edge] as GraphEdge;
    if (definition.on === 'failure') continue;
    if (definition.condition === undefined && definition.default) continue;
    const taken = definition.condition === undefined ? ok(true) : evaluateCondition(definition.condition, context);
    if (!taken.ok) return err(expressionFailure(taken.error.message));
    if (!taken.value) continue;
    chosen = edge;
    break;
  }
  chosen ??= node.outgoing.find((edge) => (turn.program.graph.edges[edge] as GraphEdge).definition.default);
  if (chosen === undefined) return err(noBranchTaken());
  const others = node.outgoing.filter((edge) => edge !== chosen);
  return ok(others.length === 0 ? undefined : others);
}
