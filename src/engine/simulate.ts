/**
 * The same core on virtual time: no agent is called, no real time passes, the same seed gives the same bytes (E6).
 *
 * 1. Everything due at one instant is handed to the core together: outcomes in the file's order, then timeouts (T6).
 * 2. Runners are asked only for `transform`, which has no effect outside; its time is 0.
 */
import type { JsonObject } from '../base/json.ts';
import { type ControlRequest, type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import { Request, settingsOf } from './attempt.ts';
import type { Command, Outcome } from './core/outcome.ts';
import type { Environment } from './core/turn.ts';
import { createDecide, type Decide } from './decide.ts';
import { environmentOf } from './environment.ts';
import type { ExecutableWorkflow } from './executable.ts';
import type { EngineEvent } from './events.ts';
import { internalFailure } from './failures.ts';
import { Heap } from './heap.ts';
import { checkPatterned } from './inputs.ts';
import { defaultLimits, type EngineLimits } from './limits.ts';
import { mockOutcome, type Mocks, type NodeMock, parseMockSettings, replacesSubworkflow } from './mocks.ts';
import { checkOutput } from './output.ts';
import type { AgentOutcome, RunnerLookup } from './ports.ts';
import { compileProgram, type Program, type ProgramNode } from './program.ts';
import { Secrets } from './secrets.ts';
import { snapshotOf } from './snapshot.ts';
import { ExecutionState } from './state.ts';
import { TimerQueue } from './timers.ts';
import { toMs } from './units.ts';

export interface SimulateOptions {
  /** As `checkInputs` gave them. */
  readonly inputs: JsonObject;
  readonly mocks?: Mocks;
  /** Default 1. */
  readonly seed?: number;
  /** Default `simulation`. */
  readonly executionId?: string;
  readonly file?: string | null;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: (name: string) => string | undefined;
  /** Asked for `transform` only. */
  readonly runners?: RunnerLookup;
  /** The date at which it begins, for a delay's `until`: milliseconds since the epoch, by default 0. */
  readonly dateMs?: number;
  /** Those that are not named are the usual ones. */
  readonly limits?: Partial<EngineLimits>;
}

export interface Simulation {
  readonly snapshot: ExecutionSnapshot;
  /** `time_ms` counts from 0, the start. */
  readonly events: readonly EngineEvent[];
}

export async function simulate(workflow: ExecutableWorkflow, options: SimulateOptions): Promise<Simulation> {
  const { mocks } = options;
  const program = compileProgram(workflow, { replaced: (id) => replacesSubworkflow(mocks, id) });
  const given = { inputs: options.inputs, secrets: options.secrets ?? {} };
  const secrets = new Secrets(program.secretInputs, given, program.innerSecrets);
  const simulation = new VirtualRun(program, options);
  await simulation.run();
  for (const event of simulation.events) secrets.learnFrom(event);
  return {
    snapshot: snapshotOf(simulation.state, options.file ?? null, secrets),
    events: simulation.events.map((event) => secrets.hideEvent(event)),
  };
}

interface Due {
  readonly dueMs: number;
  readonly slot: number;
  readonly outcome: Outcome;
}

class VirtualRun {
  readonly events: EngineEvent[] = [];
  readonly #program: Program;
  readonly #options: SimulateOptions;
  readonly state: ExecutionState;
  readonly baseDirectory: string | undefined;
  readonly #environment: Environment;
  readonly #limits: EngineLimits;
  readonly #decide: Decide;
  readonly #outcomes = new Heap<Due>((a, b) => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.slot < b.slot));
  readonly #timers = new TimerQueue();
  #nowMs = 0;

  constructor(program: Program, options: SimulateOptions) {
    this.#program = program;
    this.#options = options;
    this.state = new ExecutionState(program);
    this.baseDirectory = options.file?.replace(/[\\/][^\\/]*$/, '');
    this.#environment = { ...environmentOf(options, options.secrets), dateMs: options.dateMs ?? 0 };
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#decide = createDecide(this.state, this.#environment, this.#limits);
  }

  async run(): Promise<void> {
    const { inputs, seed = 1, executionId = 'simulation', mocks } = this.#options;
    if (mocks?.cancelAtSeconds !== undefined) this.#askAt(mocks.cancelAtSeconds, Infinity, { type: 'cancel' });
    for (const { id, index } of this.#program.nodes) {
      const at = mocks?.nodes.get(id.toLowerCase())?.cancelAtSeconds;
      if (at !== undefined) this.#askAt(at, Infinity, { type: 'cancel_node', node_id: this.#nodeAt(index).id });
    }
    let due: Outcome[] = [{ kind: 'started', executionId, inputs, seed }];
    while (due.length > 0) {
      const { events, commands } = this.#decide(due, this.#nowMs);
      for (const event of events) this.events.push(event);
      for (const command of commands) await this.#perform(command);
      due = isTerminal(this.state.status) ? [] : this.#advance();
    }
    if (!isTerminal(this.state.status)) throw new Error('The simulation came to rest before its end');
  }

  /** Moves the clock to the next instant, and takes everything that is due then. */
  #advance(): Outcome[] {
    const next = Math.min(this.#outcomes.peek()?.dueMs ?? Infinity, this.#timers.nextMs() ?? Infinity);
    if (next === Infinity) return [];
    this.#nowMs = Math.max(this.#nowMs, next);
    const due: Due[] = [];
    for (let top = this.#outcomes.peek(); top && top.dueMs <= this.#nowMs; top = this.#outcomes.peek()) {
      this.#outcomes.pop();
      due.push(top);
    }
    const timeouts: Outcome[] = [];
    for (const { timer, slot } of this.#timers.takeDue(this.#nowMs)) {
      const outcome: Outcome = { kind: 'timerDue', timer, slot };
      if (timer === 'delay') due.push({ dueMs: this.#nowMs, slot, outcome });
      else timeouts.push(outcome);
    }
    return [
      ...due
        .sort((a, b) => this.#orderOf(a.slot) - this.#orderOf(b.slot) || a.slot - b.slot)
        .map(({ outcome }) => outcome),
      ...timeouts,
    ];
  }

  async #perform(command: Command): Promise<void> {
    switch (command.kind) {
      case 'setTimer':
        this.#timers.set(command.timer, command.slot, command.dueMs);
        return;
      case 'clearTimer':
        this.#timers.clear(command.timer, command.slot);
        return;
      case 'abortAttempt':
        return;
      case 'startAttempt': {
        const { slot, attempt } = command;
        const { delayMs, result } = await this.#attempt(slot, attempt);
        const outcome: Outcome =
          result.kind === 'succeeded'
            ? { kind: 'succeeded', slot, attempt, output: result.output }
            : { kind: 'failed', slot, attempt, error: result.error };
        this.#outcomes.push({ dueMs: this.#nowMs + delayMs, slot, outcome });
        return;
      }
      case 'checkInputs': {
        const problems = await checkPatterned(command.patterned);
        const outcome = {
          kind: 'inputsChecked',
          slot: command.slot,
          problems: problems.map(({ message }) => message),
        } as const;
        this.#outcomes.push({ dueMs: this.#nowMs, slot: command.slot, outcome });
        return;
      }
      case 'requestApproval':
        this.#answer(command.slot);
    }
  }

  /** Ties at one instant go by the file's order; an item stands where its node does. */
  #orderOf(slot: number): number {
    return slot === Infinity ? Infinity : this.state.nodeOf(slot);
  }

  #nodeAt(index: number): ProgramNode {
    return this.#program.nodes[index] as ProgramNode;
  }

  #askAt(seconds: number, slot: number, request: ControlRequest): void {
    this.#outcomes.push({ dueMs: toMs(seconds), slot, outcome: { kind: 'asked', request } });
  }

  /** An approval without a mock is given at once. */
  #answer(slot: number): void {
    const { id } = this.#nodeAt(slot);
    const { approve = true, comment, delaySeconds = 0 } = this.#options.mocks?.nodes.get(id.toLowerCase()) ?? {};
    const said = comment !== undefined && { comment };
    const request = { type: 'answer', node_id: id, approved: approve, ...said } as const;
    this.#outcomes.push({ dueMs: this.#nowMs + toMs(delaySeconds), slot, outcome: { kind: 'asked', request } });
  }

  async #attempt(slot: number, attempt: number): Promise<{ readonly delayMs: number; readonly result: AgentOutcome }> {
    const node = this.#nodeAt(this.state.nodeOf(slot));
    const item = this.state.itemOf(slot);
    if (node.task === undefined) throw new Error(`Node ${slot} is not an agent task`);
    const mocked = this.#options.mocks?.nodes.get(node.id.toLowerCase());
    if (mocked) return played(mocked, attempt, item);
    const settings = settingsOf(this.state, this.#environment, slot, node.task);
    if (!settings.ok) return { delayMs: 0, result: { kind: 'failed', error: settings.error } };
    if (node.task.uses === 'mock') {
      const own = parseMockSettings(settings.value);
      if (own.ok) return played(own.value, attempt, item);
      const error = { kind: 'settings', message: own.error.join(' '), retryable: false };
      return { delayMs: 0, result: { kind: 'failed', error } };
    }
    if (this.#options.mocks?.default) return played(this.#options.mocks.default, attempt, item);
    const runner = node.task.uses === 'transform' ? await this.#options.runners?.('transform') : undefined;
    if (runner === undefined) return { delayMs: 0, result: { kind: 'succeeded', output: null } };
    const request = new SilentRequest(this, node, slot, attempt);
    request.settings = settings.value;
    try {
      return { delayMs: 0, result: checked(await runner.run(request), this.#limits.output) };
    } catch (error) {
      return { delayMs: 0, result: { kind: 'failed', error: internalFailure(error) } };
    }
  }
}

/** Nobody hears what an agent says under simulation, and nothing aborts it. */
class SilentRequest extends Request {
  readonly signal = new AbortController().signal;

  holdsSecret(): boolean {
    return false;
  }

  log(): void {
    return;
  }

  progress(): void {
    return;
  }
}

/** R6 */
function checked(outcome: AgentOutcome, mostBytes: number): AgentOutcome {
  if (outcome.kind !== 'succeeded') return outcome;
  const output = checkOutput(outcome.output, mostBytes);
  return output.ok ? { kind: 'succeeded', output: output.value } : { kind: 'failed', error: output.error };
}

function played(
  mock: NodeMock,
  attempt: number,
  item: number | undefined,
): { readonly delayMs: number; readonly result: AgentOutcome } {
  return { delayMs: toMs(mock.delaySeconds), result: mockOutcome(mock, attempt, item) };
}
