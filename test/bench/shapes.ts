/** The workflows that are measured, and what stands in for their agents. */
import type { EnginePorts, ExecutableWorkflow } from '../../src/engine/engine.ts';
import type { JournalStore, RunnerLookup } from '../../src/engine/ports.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { systemClock, systemIds } from '../../src/engine/systemPorts.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import type { Case } from './measure.ts';
import { end, fork, join, type NodeSketch, start, task, workflow } from '../support/engine/build.ts';

/** start → fork → `count` branches → join → merge → end */
export function forkOf(count: number): ExecutableWorkflow {
  const branches = Array.from({ length: count }, (_, index) => `b${index}`);
  return workflow({
    nodes: { start, f: fork(), ...tasks(branches), j: join(), merge: task(), end },
    edges: `start>f ${branches.map((id) => `f>${id}>j`).join(' ')} j>merge>end`,
    definition: { maxConcurrency: 1_000_000 },
  });
}

export function chainOf(length: number): ExecutableWorkflow {
  const links = Array.from({ length }, (_, index) => `c${index}`);
  return workflow({ nodes: { start, ...tasks(links), end }, edges: `start>${links.join('>')}>end` });
}

/** One fork of `count` forks with `each` branches. */
export function nested(count: number, each: number): ExecutableWorkflow {
  const nodes: Record<string, NodeSketch> = { start, f: fork() };
  const edges = ['start>f', 'j>end'];
  for (let outer = 0; outer < count; outer++) {
    nodes[`f${outer}`] = fork();
    nodes[`j${outer}`] = join();
    edges.push(`f>f${outer}`, `j${outer}>j`);
    for (let inner = 0; inner < each; inner++) {
      nodes[`b${outer}_${inner}`] = task();
      edges.push(`f${outer}>b${outer}_${inner}>j${outer}`);
    }
  }
  return workflow({
    nodes: { ...nodes, j: join(), end },
    edges: edges.join(' '),
    definition: { maxConcurrency: 1_000_000 },
  });
}

function tasks(ids: readonly string[]): Record<string, NodeSketch> {
  return Object.fromEntries(ids.map((id) => [id, task()]));
}

/** The functions that both the engine and the floor call: asynchronous, and nothing else. */
export const idle = (): Promise<{ readonly kind: 'succeeded'; readonly output: null }> =>
  Promise.resolve({ kind: 'succeeded', output: null });

export const idleRunners: RunnerLookup = () => Promise.resolve({ run: idle });

export function portsWith(journal: JournalStore): EnginePorts {
  return {
    clock: systemClock(),
    ids: systemIds(),
    journal,
    runners: idleRunners,
    logger: { log: () => undefined },
  };
}

export interface Executed {
  readonly snapshot: ExecutionSnapshot;
  readonly events: number;
}

/** To its end, with a listener that hears every event. */
export async function execute(
  execution: ExecutableWorkflow,
  journal: JournalStore,
  listener: (event: EngineEvent) => void = () => undefined,
): Promise<Executed> {
  let events = 0;
  const started = await createEngine(portsWith(journal)).start({
    workflow: execution,
    file: null,
    inputs: {},
    listener(event) {
      events++;
      listener(event);
    },
  });
  if (!started.ok) throw new Error(started.error.message);
  const snapshot = await started.value.finished;
  if (snapshot.status !== 'completed') throw new Error(`The execution is ${snapshot.status}`);
  return { snapshot, events };
}

/** So many branches, in several forks if need be, are a turn of what is compared with forks of another size or with a peer's. */
const turnBranches = 10_000;

/** Runs a fork of `count` branches as often as makes a turn. */
export function turnOf(count: number, fork: Case): { readonly times: number; readonly run: Case } {
  const times = Math.max(1, turnBranches / count);
  return {
    times,
    run: async () => {
      for (let time = 0; time < times; time++) await fork();
    },
  };
}
