/**
 * The core: what follows from outcomes. No clock, no chance, no I/O: the same state and outcomes give the same events (E6).
 *
 * 1. All outcomes given together happen at one instant: they are applied in their order before anything that follows from
 *    them is cancelled or started; what settles in the instant of a join's or a region's timeout settles before it (T6).
 * 2. The state changes only through the events that are returned (`state.ts`).
 * 3. An outcome of an attempt that no longer runs changes nothing (F6); after the end nothing changes (R1).
 */
import { assertNever } from '../base/assertNever.ts';
import { isTerminal } from '../protocol/execution.ts';
import { attemptFailed, attemptSucceeded, attemptTimedOut, isOpen, startReady } from './core/attempts.ts';
import { regionTimedOut } from './core/cancel.ts';
import { settleExecution } from './core/execution.ts';
import { joinTimedOut } from './core/joins.ts';
import { completeNode } from './core/nodes.ts';
import { type Command, type Outcome, type TimerKind, wholeExecution } from './core/outcome.ts';
import { recover } from './core/recover.ts';
import { settle } from './core/settle.ts';
import { type Environment, Turn } from './core/turn.ts';
import { inputOf } from './data.ts';
import type { EngineEvent } from './events.ts';
import type { ExecutionState } from './state.ts';
import { waiting } from './transitions.ts';

export interface Decision {
  readonly events: readonly EngineEvent[];
  readonly commands: readonly Command[];
}

/** Owns the state it is given. @param nowMs what the events' `time_ms` will be; never falls */
export type Decide = (outcomes: readonly Outcome[], nowMs: number) => Decision;

export function createDecide(state: ExecutionState, environment: Environment): Decide {
  const turn = new Turn(state, environment);
  return (outcomes, nowMs) => {
    turn.now = nowMs;
    turn.events = [];
    turn.commands = [];
    if (!isTerminal(state.status)) {
      for (const outcome of outcomes) if (!judgesOthers(outcome)) take(turn, outcome);
      settle(turn);
      for (const outcome of outcomes) if (judgesOthers(outcome)) take(turn, outcome);
      settle(turn);
      settleExecution(turn);
      if (!isTerminal(state.status)) startReady(turn);
    }
    return { events: turn.events, commands: turn.commands };
  };
}

/** The time of a join or a region: it looks at what other nodes have come to, so that must be settled first. */
function judgesOthers(outcome: Outcome): boolean {
  return outcome.kind === 'timerDue' && (outcome.timer === 'join' || outcome.timer === 'region');
}

function take(turn: Turn, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'started':
      begin(turn, outcome);
      return;
    case 'recovered':
      recover(turn);
      setExecutionTimer(turn);
      return;
    case 'succeeded':
      attemptSucceeded(turn, turn.node(outcome.node), outcome.attempt, outcome.output);
      return;
    case 'failed':
      attemptFailed(turn, turn.node(outcome.node), outcome.attempt, outcome.error);
      return;
    case 'logged':
    case 'progressed':
      report(turn, outcome);
      return;
    case 'timerDue':
      if (turn.takeTimer(outcome.timer, outcome.node)) timerDue(turn, outcome.timer, outcome.node);
      return;
    case 'cancelled':
      turn.cancelling ??= 'user';
      return;
    default:
      assertNever(outcome);
  }
}

function begin(turn: Turn, started: Extract<Outcome, { readonly kind: 'started' }>): void {
  turn.tell({
    type: 'executionStarted',
    execution_id: started.executionId,
    workflow: turn.program.definition.name,
    inputs: started.inputs,
    seed: started.seed,
    ...(started.retryOf !== undefined && { retry_of: started.retryOf }),
  });
  setExecutionTimer(turn);
  for (const node of turn.program.nodes) if (node.incoming.length === 0) turn.touch(node);
}

function setExecutionTimer(turn: Turn): void {
  const { timeoutMs } = turn.program;
  if (timeoutMs !== undefined) turn.setTimer('execution', wholeExecution, turn.state.startedMs + timeoutMs);
}

function report(turn: Turn, outcome: Extract<Outcome, { readonly kind: 'logged' | 'progressed' }>): void {
  const { node, attempt, message } = outcome;
  if (!isOpen(turn, node, attempt)) return;
  if (outcome.kind === 'logged') turn.tellNode(node, { type: 'agentLogged', attempt, level: outcome.level, message });
  else {
    const { fraction } = outcome;
    turn.tellNode(node, {
      type: 'agentProgressed',
      attempt,
      ...(fraction !== undefined && { fraction }),
      ...(message !== '' && { message }),
    });
  }
}

function timerDue(turn: Turn, timer: TimerKind, index: number): void {
  if (timer === 'execution') {
    turn.cancelling ??= 'timeout';
    return;
  }
  const node = turn.node(index);
  if (timer === 'region') {
    const region = turn.program.regions[node.region ?? -1];
    if (region) regionTimedOut(turn, region);
    return;
  }
  if (turn.isSettled(index)) return;
  switch (timer) {
    case 'attempt':
    case 'total':
      attemptTimedOut(turn, node, timer);
      return;
    case 'retry':
      if (turn.state.nodeStatus[index] === waiting) turn.becameReady.push(index);
      return;
    case 'delay':
      completeNode(turn, node, node.conditional ? inputOf(turn.state, node) : null);
      return;
    case 'join':
      joinTimedOut(turn, node);
      return;
    default:
      assertNever(timer);
  }
}
