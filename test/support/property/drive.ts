/**
 * Drives the pure core through a plan, its users' acts with it. With chance: one outcome after the other as real time does; what
 * falls due at one instant comes in an order that chance decides, together or apart. Without: as virtual time has it (T6).
 */
import assert from 'node:assert/strict';
import { createDecide } from '../../../src/engine/decide.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { applyEvent } from '../../../src/engine/fold.ts';
import { compileProgram, type Program } from '../../../src/engine/program.ts';
import { ExecutionState } from '../../../src/engine/state.ts';
import type { Command, Outcome } from '../../../src/engine/core/outcome.ts';
import { type ControlRequest, isTerminal, type TakenOver } from '../../../src/protocol/execution.ts';
import type { Act, Plan, PlanNode } from './plan.ts';
import { behaviourOf, failure, nodesOf } from './planMocks.ts';
import { workflowOf } from './planWorkflow.ts';

interface Due {
  readonly atMs: number;
  /** Among what is due at one instant: outcomes, then timeouts, then what the user asks for; each in the file's order. */
  readonly rank: number;
  readonly place: number;
  readonly outcome: Outcome;
}

export interface DriveOptions {
  /** In [0, 1). */
  readonly chance?: () => number;
  /** Hears what each turn of the core gave, and the state that it left. */
  readonly onTurn?: (events: readonly EngineEvent[], state: ExecutionState) => void;
  /** R4 */
  readonly takenOver?: Readonly<Record<string, TakenOver>>;
}

export function programOf(plan: Plan): Program {
  return compileProgram(workflowOf(plan));
}

/** To the end, from the start or from where the events of an owner that is gone end (E4). */
export function drive(plan: Plan, options: DriveOptions, past: readonly EngineEvent[] = []): EngineEvent[] {
  const run = new DrivenRun(plan, options, past);
  run.toEnd();
  return run.events;
}

class DrivenRun {
  readonly events: EngineEvent[];
  readonly #options: DriveOptions;
  readonly #program: Program;
  readonly #nodes: ReadonlyMap<string, PlanNode>;
  readonly #state: ExecutionState;
  readonly #decide: ReturnType<typeof createDecide>;
  readonly #first: Outcome;
  #due: Due[] = [];
  #nowMs: number;

  constructor(plan: Plan, options: DriveOptions, past: readonly EngineEvent[]) {
    this.#options = options;
    this.#program = programOf(plan);
    this.#nodes = nodesOf(plan);
    this.#state = new ExecutionState(this.#program);
    for (const event of past) applyEvent(this.#state, event);
    this.events = [...past];
    this.#nowMs = this.#state.nowMs;
    this.#decide = createDecide(this.#state, { secret: () => undefined, env: () => undefined });
    const { takenOver } = options;
    this.#first =
      past.length > 0
        ? { kind: 'recovered' }
        : {
            kind: 'started',
            executionId: 'driven',
            inputs: {},
            seed: 1,
            ...(takenOver && { retryOf: 'earlier', takenOver }),
          };
    if (plan.cancelMs !== undefined) this.#ask(plan.cancelMs, { type: 'cancel' });
    for (const act of plan.acts ?? []) this.#ask(act.atMs, requestOf(act));
  }

  toEnd(): void {
    const { chance } = this.#options;
    this.#turn([this.#first]);
    for (let turns = 0; !isTerminal(this.#state.status); turns++) {
      assert(turns < 10_000 && this.#due.length > 0, 'the execution came to rest before its end');
      this.#nowMs = Math.max(this.#nowMs, Math.min(...this.#due.map(({ atMs }) => atMs)));
      const ready = this.#due.filter(({ atMs }) => atMs <= this.#nowMs);
      const taken = chance ? someOf(ready, chance) : ready.sort((a, b) => a.rank - b.rank || a.place - b.place);
      this.#due = this.#due.filter((each) => !taken.includes(each));
      this.#turn(taken.map(({ outcome }) => outcome));
    }
  }

  #turn(outcomes: readonly Outcome[]): void {
    const decision = this.#decide(outcomes, this.#nowMs);
    this.events.push(...decision.events);
    for (const command of decision.commands) this.#perform(command);
    this.#options.onTurn?.(decision.events, this.#state);
  }

  #perform(command: Command): void {
    switch (command.kind) {
      case 'startAttempt':
        this.#startAttempt(command);
        return;
      case 'setTimer':
      case 'clearTimer': {
        const { kind, timer, slot } = command;
        const isSame = ({ outcome }: Due): boolean =>
          outcome.kind === 'timerDue' && outcome.timer === timer && outcome.slot === slot;
        this.#due = this.#due.filter((each) => !isSame(each));
        if (kind === 'setTimer')
          this.#add(command.dueMs, timer === 'delay' ? 0 : 1, slot, { kind: 'timerDue', timer, slot });
        return;
      }
      case 'requestApproval': {
        const { id, plan } = this.#nodeAt(command.slot);
        if (plan.kind !== 'approval') throw new Error(`"${id}" is no approval`);
        const request: ControlRequest = { type: 'answer', node_id: id, approved: plan.approve };
        this.#add(this.#nowMs + plan.ms, 0, command.slot, { kind: 'asked', request });
        return;
      }
      // The second only for inputs with a pattern, which no plan has.
      case 'abortAttempt':
      case 'checkInputs':
        return;
    }
  }

  #startAttempt({ slot, attempt }: Extract<Command, { readonly kind: 'startAttempt' }>): void {
    const { ms, fails, retryable, output } = behaviourOf(this.#nodeAt(slot).plan, this.#state.itemOf(slot));
    const outcome: Outcome =
      attempt > fails
        ? { kind: 'succeeded', slot, attempt, output }
        : { kind: 'failed', slot, attempt, error: { ...failure, retryable } };
    this.#add(this.#nowMs + ms, 0, slot, outcome);
  }

  #nodeAt(slot: number): { readonly id: string; readonly plan: PlanNode } {
    const { id } = this.#program.nodes[this.#state.nodeOf(slot)]!;
    return { id, plan: this.#nodes.get(id)! };
  }

  #ask(atMs: number, request: ControlRequest): void {
    if (atMs >= this.#nowMs) this.#due.push({ atMs, rank: 2, place: 0, outcome: { kind: 'asked', request } });
  }

  #add(atMs: number, rank: number, slot: number, outcome: Outcome): void {
    const place = slot < 0 ? -1 : this.#state.nodeOf(slot) + (this.#state.itemOf(slot) ?? 0) / 100_000;
    this.#due.push({ atMs, rank, place, outcome });
  }
}

function requestOf(act: Act): ControlRequest {
  switch (act.kind) {
    case 'pause':
    case 'resume':
      return { type: act.kind };
    case 'cancelNode':
      return { type: 'cancel_node', node_id: act.node };
    case 'cancelBranch':
      return { type: 'cancel_branch', fork_id: act.fork, node_id: act.node };
  }
}

function someOf(ready: Due[], chance: () => number): Due[] {
  const taken: Due[] = [];
  do taken.push(...ready.splice(Math.floor(chance() * ready.length), 1));
  while (ready.length > 0 && chance() < 0.5);
  return taken;
}

/** Numbers in [0, 1), the same for the same seed. */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) / 0x1_00_00_00;
  };
}
