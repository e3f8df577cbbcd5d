/** An agent that does the same in every life, and keeps a list of what it did: the outside world, which no crash undoes. */
import type { JsonValue } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest, AgentRunner, Clock } from '../../../../src/engine/ports.ts';
import type { CrashStore } from './crashStore.ts';

/** What the attempts of a node do; of one item under `node/item`. */
export interface Behaviour {
  /** How long each takes. */
  readonly ms?: number;
  readonly output?: JsonValue;
  /** So many attempts fail, from the first on, so that a retry can help (`always`: cannot). */
  readonly fails?: number | 'always';
  /** So many attempts, from the first on, do not end before they are aborted. */
  readonly hangs?: number;
}

/** Something that the agent did outside. */
export interface SideEffect {
  readonly life: number;
  readonly node: string;
  readonly item: number | undefined;
  readonly attempt: number;
  readonly key: string;
}

export interface AgentWorld {
  readonly life: number;
  readonly clock: Clock;
  readonly store: CrashStore;
  readonly behaviours: Readonly<Record<string, Behaviour>>;
  readonly done: SideEffect[];
  /** What the agent must not see. */
  readonly problems: string[];
}

export function testAgent({ life, clock, store, behaviours, done, problems }: AgentWorld): AgentRunner {
  return {
    run(request) {
      const { nodeId: node, item, attempt, idempotencyKey: key } = request;
      if (!startIsDurable(store, request)) problems.push(`E2 ${node} starts before its start is durable`);
      done.push({ life, node, item, attempt, key });
      return answer(request, behaviours[`${node}/${item ?? ''}`] ?? behaviours[node] ?? {}, clock);
    },
  };
}

function startIsDurable(store: CrashStore, { nodeId, item, attempt }: AgentRequest): boolean {
  for (let at = store.durable - 1; at >= 0; at--) {
    const event = store.handed[at]?.event;
    if (event?.type === 'attemptStarted' && event.node_id === nodeId && event.item === item)
      return event.attempt === attempt;
  }
  return false;
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
