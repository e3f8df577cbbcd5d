/**
 * The real engine on a clock that the test moves, with agents that act as written and a user who asks for something at given
 * times: for what mocks cannot say (items that end differently, pause, resume, branches) and what only a started engine can do
 * (repeat an execution, limits).
 */
import assert from 'node:assert/strict';
import type { JsonValue } from '../../../src/base/json.ts';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import type { AgentOutcome, AgentRequest, RunnerLookup } from '../../../src/engine/ports.ts';
import {
  type ControlRequest,
  type ExecutionSnapshot,
  type FailureInfo,
  isTerminal,
  type NodeSnapshot,
} from '../../../src/protocol/execution.ts';
import { plain, type Sketch, workflow } from './build.ts';
import { ManualClock } from './manualClock.ts';
import { mocksOf } from './play.ts';
import { Rig, type RigOptions } from './rig.ts';

/** At so many seconds from the start. */
export type Asked = readonly [seconds: number, request: ControlRequest];

/** What one attempt does: after so many seconds it succeeds, or fails (`true`: kind `agent`, retryable). */
export interface Act {
  readonly after?: number;
  readonly output?: JsonValue;
  readonly fail?: true | Partial<FailureInfo>;
}

export interface EnactOptions extends Omit<RigOptions, 'mocks' | 'runners' | 'clock'> {
  /** By `node` or `node[item]`; a list has an act for each attempt, the last one stays. Without one: succeeds at once. */
  readonly agents?: Readonly<Record<string, Act | readonly Act[]>>;
  readonly asked?: readonly Asked[];
  /** By node, as in a mocks file: answers to approvals, whole subworkflows. */
  readonly mocks?: Readonly<Record<string, JsonValue>>;
}

export interface Enacted {
  readonly rig: Rig;
  readonly events: readonly EngineEvent[];
  readonly snapshot: ExecutionSnapshot;
  readonly status: string;
  readonly output: JsonValue;
  /** `id=status` of all nodes, in the file's order. */
  readonly nodes: string;
  readonly node: (id: string) => NodeSnapshot;
}

export async function enact(
  sketch: Sketch | ExecutableWorkflow,
  { agents = {}, asked = [], mocks, ...options }: EnactOptions = {},
): Promise<Enacted> {
  const clock = new ManualClock();
  const rig = await Rig.start('graph' in sketch ? sketch : workflow(sketch), {
    ...options,
    clock,
    runners: acting(agents, clock),
    ...(mocks && { mocks: mocksOf({ nodes: { ...mocks } }) }),
  });
  let nowMs = 0;
  for (const [seconds, request] of asked) {
    await rig.clock.advance(seconds * 1000 - nowMs);
    nowMs = seconds * 1000;
    await rig.ask(request);
  }
  const hour = 3_600_000;
  await rig.clock.advance(hour);
  assert(isTerminal(rig.shownStatus), `It came to rest as ${rig.shownStatus}: ${JSON.stringify(rig.statuses())}`);
  const snapshot = await rig.finished();
  return {
    rig,
    events: rig.events,
    snapshot,
    status: snapshot.status,
    output: plain(snapshot.output),
    nodes: statusLine(snapshot),
    node(id) {
      const node = snapshot.nodes[id];
      assert(node, id);
      return plain(node);
    },
  };
}

/** Agents that act as written. */
export function acting(agents: NonNullable<EnactOptions['agents']>, clock: ManualClock): RunnerLookup {
  const run = ({ nodeId, item, attempt, signal }: AgentRequest): Promise<AgentOutcome> => {
    const acts = [agents[`${nodeId}[${item ?? ''}]`] ?? agents[nodeId] ?? {}].flat();
    const act: Act = acts[Math.min(attempt, acts.length) - 1] ?? {};
    return new Promise((resolve) => {
      const timer = clock.schedule((act.after ?? 0) * 1000, () => {
        resolve(outcomeOf(act));
      });
      signal.addEventListener('abort', () => {
        timer.dispose();
        resolve(outcomeOf({ fail: { message: 'Aborted.' } }));
      });
    });
  };
  return () => Promise.resolve({ run });
}

function outcomeOf({ output = null, fail }: Act): AgentOutcome {
  if (fail === undefined) return { kind: 'succeeded', output };
  return { kind: 'failed', error: { kind: 'agent', message: 'No.', retryable: true, ...(fail === true ? {} : fail) } };
}

export function statusLine({ nodes }: ExecutionSnapshot): string {
  return Object.entries(nodes)
    .map(([id, { status }]) => `${id}=${status}`)
    .join(' ');
}
