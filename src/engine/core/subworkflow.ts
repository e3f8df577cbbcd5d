/** A node of type `subworkflow` and the scope that is executed for it: how it begins, and ends with its node. */
import { emptyObject, type JsonObject } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { NodeDefinition } from '../../model/definition.ts';
import { evaluateTemplate } from '../../model/expressions/evaluate.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { expressionFailure, inputsFailure } from '../failures.ts';
import { checkDeclared, type DeclaredInputs } from '../inputs.ts';
import type { ProgramNode, Scope } from '../program.ts';
import type { ExecutionState, ScopeState } from '../state.ts';
import { wholeExecution } from './outcome.ts';
import { nodeContext } from './expressions.ts';
import { failNode } from './nodes.ts';
import { touchRoots } from './scope.ts';
import { takeOver } from './takenOver.ts';
import type { Environment, Turn } from './turn.ts';

type Subworkflow = Extract<NodeDefinition, { readonly kind: 'subworkflow' }>;

/** All incoming edges have settled: what is inside begins in the same instant. */
export function reachSubworkflow(turn: Turn, node: ProgramNode, definition: Subworkflow): void {
  if (node.task !== undefined) {
    turn.becameReady.push(node.index);
    return;
  }
  const inputs = innerInputs(turn.state, turn.environment, node, definition);
  if (!inputs.ok) {
    failNode(turn, node, inputs.error);
    return;
  }
  const { inputs: checked, patterned } = inputs.value;
  if (patterned.length === 0) begin(turn, node, checked);
  else {
    turn.checking.set(node.index, checked);
    turn.commands.push({ kind: 'checkInputs', slot: node.index, patterned });
  }
}

/** A regular expression of the file's own may take for ever, so it was tried elsewhere (threat T12). */
export function inputsChecked(turn: Turn, node: ProgramNode, problems: readonly string[]): void {
  const inputs = turn.checking.get(node.index);
  turn.checking.delete(node.index);
  if (inputs === undefined || turn.isSettled(node.index)) return;
  if (problems.length > 0) failNode(turn, node, inputsFailure(problems));
  else begin(turn, node, inputs);
}

function begin(turn: Turn, node: ProgramNode, inputs: JsonObject): void {
  turn.tellNode(node.index, { type: 'nodeReady', inputs });
  openScope(turn, turn.scope(node.inner as number));
}

/** What a subworkflow begins with. Loading a journal asks again for what is secret in it. */
export function innerInputs(
  state: ExecutionState,
  environment: Environment,
  node: ProgramNode,
  definition: Subworkflow,
): Result<DeclaredInputs, FailureInfo> {
  const scope = state.program.scopes[node.inner as number] as Scope;
  const context = nodeContext(state, environment, node);
  const given = emptyObject();
  for (const [name, template] of definition.inputs) {
    const value = evaluateTemplate(template, context);
    if (!value.ok) return err(expressionFailure(value.error.message));
    given[name] = value.value;
  }
  const declared = checkDeclared(scope.definition, given);
  const problems = declared.problems.map(({ message }) => message);
  return problems.length === 0 ? ok(declared) : err(inputsFailure(problems));
}

/** Begins a scope, the root too: what it takes over is there, and its start can go. */
export function openScope(turn: Turn, scope: Scope): void {
  startScopeTimer(turn, scope);
  takeOver(turn, scope);
  touchRoots(turn, scope);
  // The user may have cancelled all of it before it began.
  if (scope.owner !== -1) turn.touchJoin(scope.owner);
}

export function startScopeTimer(turn: Turn, { index, owner, timeoutMs }: Scope): void {
  const startedMs = (turn.state.scopes[index] as ScopeState).startedMs;
  if (timeoutMs !== undefined) turn.setTimer('scope', index === 0 ? wholeExecution : owner, startedMs + timeoutMs);
}
