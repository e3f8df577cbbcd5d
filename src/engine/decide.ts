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
import { answer, ask } from './core/asked.ts';
import { allAttemptsTimedOut, attemptFailed, attemptSucceeded, attemptTimedOut, isOpen } from './core/attempts.ts';
import { regionTimedOut } from './core/cancel.ts';
import { joinTimedOut } from './core/joins.ts';
import { failNode } from './core/nodes.ts';
import { type Command, type Outcome, type TimerKind, wholeExecution } from './core/outcome.ts';
import { recover } from './core/recover.ts';
import { settle, settleExecution } from './core/settle.ts';
import { delayOver, startReady } from './core/starting.ts';
import { inputsChecked, openScope } from './core/subworkflow.ts';
import { type CoreLimits, type Environment, Turn } from './core/turn.ts';
import { t } from '../base/l10n.ts';
import { approvalTimeout } from './failures.ts';
import { defaultLimits } from './limits.ts';
import type { EngineEvent } from './events.ts';
import type { ProgramNode } from './program.ts';
import type { ExecutionState } from './state.ts';
import { waiting } from './transitions.ts';

export interface Decision {
  readonly events: EngineEvent[];
  readonly commands: Command[];
}

/** Owns the state it is given. */
export class Decider {
  readonly #turn: Turn;

  constructor(state: ExecutionState, environment: Environment, limits: CoreLimits) {
    this.#turn = new Turn(state, environment, limits);
  }

  /** So many events have been decided and not taken. */
  get events(): number {
    return this.#turn.events.length;
  }

  /** Makes room for what so many events need. */
  reserve(events: number): void {
    this.#turn.events.reserve(events);
  }

  /** @param nowMs what the events' `time_ms` will be; never falls */
  decide(outcomes: readonly Outcome[], nowMs: number): void {
    const turn = this.#turn;
    const { state } = turn;
    if (isTerminal(state.status)) return;
    turn.now = nowMs;
    takeAll(turn, outcomes, false);
    settle(turn);
    if (takeAll(turn, outcomes, true) > 0) settle(turn);
    settleExecution(turn);
    if (!isTerminal(state.status)) startReady(turn);
  }

  /** What has been decided since it was taken last. */
  take(): Decision {
    const { events, commands } = this.#turn;
    return { events: events.take(), commands: commands.take() };
  }
}

/** @param nowMs what the events' `time_ms` will be; never falls */
export type Decide = (outcomes: readonly Outcome[], nowMs: number) => Decision;

/** Owns the state it is given. */
export function createDecide(
  state: ExecutionState,
  environment: Environment,
  limits: CoreLimits = defaultLimits,
): Decide {
  const decider = new Decider(state, environment, limits);
  return (outcomes, nowMs) => {
    decider.decide(outcomes, nowMs);
    return decider.take();
  };
}

/** How many it took. */
function takeAll(turn: Turn, outcomes: readonly Outcome[], judging: boolean): number {
  let taken = 0;
  for (let at = 0; at < outcomes.length; at++) {
    const outcome = outcomes[at] as Outcome;
    if (judgesOthers(outcome) !== judging) continue;
    take(turn, outcome);
    taken++;
  }
  return taken;
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
      recover(turn, outcome.cutOff ?? 'fail');
      if (outcome.cancels === true) ask(turn, { type: 'cancel' });
      return;
    case 'succeeded':
      attemptSucceeded(turn, outcome.slot, outcome.attempt, outcome.output);
      return;
    case 'failed':
      attemptFailed(turn, outcome.slot, outcome.attempt, outcome.error);
      return;
    case 'logged':
    case 'progressed':
      report(turn, outcome);
      return;
    case 'timerDue':
      if (turn.takeTimer(outcome.timer, outcome.slot)) timerDue(turn, outcome.timer, outcome.slot);
      return;
    case 'inputsChecked':
      inputsChecked(turn, turn.node(outcome.slot), outcome.problems);
      return;
    case 'asked':
      ask(turn, outcome.request);
      return;
    case 'stalled':
      if (turn.state.status !== 'running') return;
      turn.tell({ type: 'executionPaused', reason: 'storage' });
      turn.tell({ type: 'executionResumed' });
      return;
    case 'limitReached':
      turn.limitError ??= outcome.error;
      if (!turn.cancelling.has(0)) turn.cancelling.set(0, 'limit');
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
    ...(started.takenOver !== undefined && { taken_over: started.takenOver }),
  });
  openScope(turn, turn.scope(0));
}

function report(turn: Turn, outcome: Extract<Outcome, { readonly kind: 'logged' | 'progressed' }>): void {
  const { slot, attempt, message } = outcome;
  if (!isOpen(turn, slot, attempt)) return;
  if (outcome.kind === 'logged') turn.tellSlot(slot, { type: 'agentLogged', attempt, level: outcome.level, message });
  else {
    const { fraction } = outcome;
    turn.tellSlot(slot, {
      type: 'agentProgressed',
      attempt,
      ...(fraction !== undefined && { fraction }),
      ...(message !== '' && { message }),
    });
  }
}

function timerDue(turn: Turn, timer: TimerKind, slot: number): void {
  if (timer === 'scope') {
    const scope = slot === wholeExecution ? 0 : (turn.node(slot).inner ?? -1);
    if (!turn.cancelling.has(scope)) turn.cancelling.set(scope, 'timeout');
    if (scope > 0) turn.touchJoin(slot);
    return;
  }
  const node = turn.nodeOf(slot);
  if (timer === 'region') {
    const region = turn.program.regions[node.region ?? -1];
    if (region) regionTimedOut(turn, region);
    return;
  }
  if (turn.isSettled(slot)) return;
  switch (timer) {
    case 'attempt':
      attemptTimedOut(turn, slot);
      return;
    case 'total':
      allAttemptsTimedOut(turn, node);
      return;
    case 'retry':
      if (turn.state.slotStatus[slot] === waiting) turn.becameReady.push(slot);
      return;
    case 'delay':
      delayOver(turn, node);
      return;
    case 'approval':
      approvalTimedOut(turn, node);
      return;
    case 'join':
      joinTimedOut(turn, node);
      return;
    default:
      assertNever(timer);
  }
}

function approvalTimedOut(turn: Turn, node: ProgramNode): void {
  if (node.definition.kind !== 'approval') return;
  const error = approvalTimeout(node.approvalTimeoutMs ?? 0);
  if (node.definition.onTimeout === 'fail') failNode(turn, node, error);
  else answer(turn, node, node.definition.onTimeout === 'approve', t('Nobody answered in time'));
}
