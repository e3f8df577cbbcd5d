/**
 * Drives the pure core through a plan, one outcome after the other as real time does: what falls due at one instant comes in an
 * order that chance decides, together or apart.
 */
import assert from 'node:assert/strict';
import { createDecide } from '../../../src/engine/decide.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { applyEvent } from '../../../src/engine/fold.ts';
import { mockOutcome } from '../../../src/engine/mocks.ts';
import { compileProgram, type Program } from '../../../src/engine/program.ts';
import { ExecutionState } from '../../../src/engine/state.ts';
import type { Command, Outcome } from '../../../src/engine/core/outcome.ts';
import { isTerminal } from '../../../src/protocol/execution.ts';
import type { Plan } from './plan.ts';
import { mocksOf } from './planMocks.ts';
import { workflowOf } from './planWorkflow.ts';

interface Due {
  readonly atMs: number;
  readonly outcome: Outcome;
}

export interface DriveOptions {
  /** In [0, 1). */
  readonly chance: () => number;
  /** Hears what each turn of the core gave, and the state that it left. */
  readonly onTurn?: (events: readonly EngineEvent[], state: ExecutionState) => void;
}

export function programOf(plan: Plan): Program {
  const { definition, graph } = workflowOf(plan);
  return compileProgram(definition, graph);
}

/** To the end, from the start or from where the events of an owner that is gone end (E4). */
export function drive(plan: Plan, { chance, onTurn }: DriveOptions, past: readonly EngineEvent[] = []): EngineEvent[] {
  const program = programOf(plan);
  const mocks = mocksOf(plan);
  const state = new ExecutionState(program);
  for (const event of past) applyEvent(state, event);
  const decide = createDecide(state, { secret: () => undefined, env: () => undefined });
  const events = [...past];
  let due: Due[] = [];
  let nowMs = state.nowMs;

  const perform = (command: Command): void => {
    if (command.kind === 'startAttempt') {
      const { node, attempt } = command;
      const mock = mocks.nodes.get(program.nodes[node]!.id)!;
      const result = mockOutcome(mock, attempt);
      const outcome: Outcome =
        result.kind === 'succeeded'
          ? { kind: 'succeeded', node, attempt, output: result.output }
          : { kind: 'failed', node, attempt, error: result.error };
      due.push({ atMs: nowMs + mock.delaySeconds * 1000, outcome });
    } else if (command.kind === 'setTimer' || command.kind === 'clearTimer') {
      const { timer, node } = command;
      due = due.filter(
        ({ outcome }) => !(outcome.kind === 'timerDue' && outcome.timer === timer && outcome.node === node),
      );
      if (command.kind === 'setTimer') due.push({ atMs: command.dueMs, outcome: { kind: 'timerDue', timer, node } });
    }
  };
  const turn = (outcomes: readonly Outcome[]): void => {
    const decision = decide(outcomes, nowMs);
    events.push(...decision.events);
    decision.commands.forEach(perform);
    onTurn?.(decision.events, state);
  };

  if (plan.cancelMs !== undefined && plan.cancelMs >= nowMs)
    due.push({ atMs: plan.cancelMs, outcome: { kind: 'cancelled' } });
  turn([past.length > 0 ? { kind: 'recovered' } : { kind: 'started', executionId: 'driven', inputs: {}, seed: 1 }]);
  for (let turns = 0; !isTerminal(state.status); turns++) {
    assert(turns < 10_000 && due.length > 0, 'the execution came to rest before its end');
    nowMs = Math.max(nowMs, Math.min(...due.map(({ atMs }) => atMs)));
    const ready = due.filter(({ atMs }) => atMs <= nowMs);
    const taken: Due[] = [];
    do taken.push(...ready.splice(Math.floor(chance() * ready.length), 1));
    while (ready.length > 0 && chance() < 0.5);
    due = due.filter((each) => !taken.includes(each));
    turn(taken.map(({ outcome }) => outcome));
  }
  return events;
}

/** Numbers in [0, 1), the same for the same seed. */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) / 0x1_00_00_00;
  };
}
