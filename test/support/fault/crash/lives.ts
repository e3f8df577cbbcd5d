/** Plays a scenario over several lives: each but the last is cut off at its point, and the next goes on with what survived. */
import assert from 'node:assert/strict';
import { createEngine, type EnginePorts, type RunningExecution } from '../../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../../src/engine/events.ts';
import { type ExecutionSnapshot, isTerminal } from '../../../../src/protocol/execution.ts';
import { turn } from '../../engine/manualClock.ts';
import { type Compiled, LiveView } from './compiled.ts';
import { CrashStore, type Point } from './crashStore.ts';
import type { Scenario } from './scenario.ts';
import { StepClock } from './stepClock.ts';
import { type SideEffect, testAgent } from './testAgent.ts';

export const executionId = 'execution-1';
/** How long nobody looks after an execution that was cut off. */
const gapMs = 40;
const mostSteps = 5_000;

export interface Life {
  readonly store: CrashStore;
  /** Undefined when it was cut off, or had nothing to do. */
  readonly last: ExecutionSnapshot | undefined;
  /** Why it could not begin; `ended` when there was nothing left to do. */
  readonly refused: string | undefined;
}

export interface Lives {
  readonly lives: readonly Life[];
  readonly done: readonly SideEffect[];
}

export async function playLives(scenario: Scenario, compiled: Compiled, points: readonly Point[]): Promise<Lives> {
  const lives: Life[] = [];
  const done: SideEffect[] = [];
  let wallMs = 1_700_000_000_000;
  let store = CrashStore.empty(points[0]);
  for (let number = 1; ; number++) {
    const clock = new StepClock(wallMs);
    const life = await playLife({ scenario, compiled, store, clock, done, number });
    lives.push(life);
    if (!store.hasCrashed) return { lives, done };
    wallMs = clock.wallMs() + gapMs;
    store = store.next(points[number]);
  }
}

interface LifePlan {
  readonly scenario: Scenario;
  readonly compiled: Compiled;
  readonly store: CrashStore;
  readonly clock: StepClock;
  readonly done: SideEffect[];
  /** From 1. */
  readonly number: number;
}

async function playLife(plan: LifePlan): Promise<Life> {
  const { scenario, compiled, store, clock, done, number } = plan;
  const { workflow } = compiled;
  const { limits } = scenario;
  const problems: string[] = [];
  const agent = testAgent({ life: number, clock, store, behaviours: scenario.agents ?? {}, done, problems });
  const ports: EnginePorts = {
    clock,
    ids: { executionId: () => executionId, seed: () => 7 },
    journal: store.store(),
    runners: () => Promise.resolve(agent),
    ...(limits && { limits: () => limits }),
    logger: { log: (level, message) => level === 'error' && problems.push(message) },
  };
  const user = new User(scenario, store.past);
  const view = new LiveView(compiled, store.past);
  let heard = 0;
  const listener = (event: EngineEvent): void => {
    assert(heard < store.told && store.handed[heard]?.event.seq === event.seq, 'E2 seen before it was in the journal');
    heard++;
    user.hears(event);
    view.add(event);
  };
  const engine = createEngine(ports);
  const given = { workflow, listener };
  const begun =
    number === 1
      ? engine.start({ ...given, file: null, inputs: {}, ...(scenario.repeats && { repeats: scenario.repeats }) })
      : engine.resume({ ...given, ...store.opened(), cutOff: 'fail' });
  let running: RunningExecution | undefined;
  let refused: string | undefined;
  let last: ExecutionSnapshot | undefined;
  void begun.then((result) => {
    if (!result.ok) refused = result.error.code;
    else {
      running = result.value;
      running.onDidChange(() => {
        view.compare(running?.snapshot());
      });
      view.compare(running.snapshot());
      void running.finished.then((snapshot) => (last = snapshot));
    }
  });
  for (let steps = 0; ; steps++) {
    await turn();
    assert.deepEqual(problems, [], 'what the engine logs as errors');
    if (store.hasCrashed || last !== undefined || refused !== undefined) break;
    if (running !== undefined && user.asks(running)) continue;
    assert(steps < mostSteps, 'I8 the execution does not end');
    assert(clock.step(), `I8 nothing will happen any more; the execution is ${running?.snapshot().status ?? 'new'}`);
  }
  if (last !== undefined)
    assert(store.durable === store.handed.length && store.closed, 'finished before it is durable');
  if (last !== undefined) assert(isTerminal(last.status), `finished as ${last.status}`);
  return { store, last: store.hasCrashed ? undefined : last, refused };
}

/** Asks for what the scenario says, once in a life. */
class User {
  readonly #scenario: Scenario;
  readonly #seen = new Set<string>();
  readonly #asked = new Set<number>();

  constructor(scenario: Scenario, past: readonly EngineEvent[]) {
    this.#scenario = scenario;
    for (const event of past) this.hears(event);
  }

  hears(event: EngineEvent): void {
    if (event.type === 'nodeCompleted' || event.type === 'approvalRequested') this.#seen.add(event.node_id);
    else if (event.type === 'executionPaused' || event.type === 'nodeReady') this.#seen.add(event.type);
  }

  /** Whether there was something to ask. */
  asks(running: RunningExecution): boolean {
    const { asks = [] } = this.#scenario;
    const at = asks.findIndex(({ when }, index) => this.#seen.has(when) && !this.#asked.has(index));
    const found = asks[at];
    if (found === undefined) return false;
    this.#asked.add(at);
    running.control(found.request);
    return true;
  }
}
