/** A small journal to damage. */
import type { EngineEvent } from '../../../src/engine/events.ts';
import type { StoredDefinition } from '../../../src/engine/ports.ts';

export const executionId = 'execution-1';

export function sampleDefinition(id = executionId): StoredDefinition {
  return { execution_id: id, text: 'name: ä\n', file: null, inputs: { a: 1 }, seed: 1, created_ms: 0 };
}

/** Events 1 to `count`, with texts that take more bytes than characters. */
export function sampleEvents(count: number, from = 1): EngineEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = from + index;
    return seq === 1
      ? { type: 'executionStarted', seq, time_ms: 0, execution_id: executionId, workflow: 'ä', inputs: {}, seed: 1 }
      : {
          type: 'agentLogged',
          seq,
          time_ms: seq,
          node_id: 'a',
          attempt: 1,
          level: 'info',
          message: `"ü\u2028\n" ${seq}`,
        };
  });
}
