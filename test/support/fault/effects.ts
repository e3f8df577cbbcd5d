/** An agent that does the same in every life, and tells each thing that it does outside: what no crash undoes (I14). */
import type { AgentOutcome, AgentRequest, RunnerLookup } from '../../../src/engine/ports.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { Behaviour } from './crash/testAgent.ts';

/** One attempt of one node or item. */
export function effectOf({ node_id, attempt, item }: EffectSource): string {
  return `${node_id}${item === undefined ? '' : `/${item}`}#${attempt}`;
}

export interface EffectSource {
  readonly node_id: string;
  readonly attempt: number;
  readonly item?: number;
}

export function effectRunners(
  behaviours: Readonly<Record<string, Behaviour>>,
  clock: Clock,
  effect: (name: string) => void,
  usualMs = 10,
): RunnerLookup {
  const run = (request: AgentRequest): Promise<AgentOutcome> => {
    const { nodeId: node_id, attempt, item } = request;
    effect(effectOf({ node_id, attempt, ...(item !== undefined && { item }) }));
    const does = behaviours[`${node_id}/${item ?? ''}`] ?? behaviours[node_id] ?? {};
    return answer(request, { ms: usualMs, ...does }, clock);
  };
  return () => Promise.resolve({ run });
}

function answer({ nodeId, item, attempt, signal }: AgentRequest, does: Behaviour, clock: Clock): Promise<AgentOutcome> {
  const { ms = 10, fails = 0, hangs = 0, output = item === undefined ? nodeId : `${nodeId}/${item}` } = does;
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(failed('aborted', false));
    });
    if (attempt <= hangs) return;
    clock.schedule(ms, () => {
      if (fails === 'always') resolve(failed('No.', false));
      else if (attempt <= hangs + fails) resolve(failed('Not yet.', true));
      else resolve({ kind: 'succeeded', output });
    });
  });
}

function failed(message: string, retryable: boolean): AgentOutcome {
  return { kind: 'failed', error: { kind: 'agent', message, retryable } };
}
