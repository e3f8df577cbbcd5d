import type { JsonObject } from '../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../src/engine/ports.ts';
import type { FailureInfo } from '../../../src/protocol/execution.ts';
import type { JsonValue } from '../../../src/base/json.ts';
import assert from 'node:assert/strict';

/** A request as the engine makes it, for a test of one runner. */
export function agentRequest(settings: JsonObject, more: Partial<AgentRequest> = {}): AgentRequest {
  return {
    executionId: 'e',
    nodeId: 'n',
    agentId: 'a',
    uses: 'mock',
    attempt: 1,
    idempotencyKey: 'e/n',
    settings,
    writtenSettings: settings,
    holdsSecret: () => false,
    input: null,
    inputs: {},
    nodes: {},
    baseDirectory: undefined,
    signal: new AbortController().signal,
    log: () => undefined,
    progress: () => undefined,
    ...more,
  };
}

export function outputOf(outcome: AgentOutcome): JsonValue {
  assert.equal(outcome.kind, 'succeeded', JSON.stringify(outcome));
  return outcome.output;
}

export function errorOf(outcome: AgentOutcome): FailureInfo {
  assert.equal(outcome.kind, 'failed', JSON.stringify(outcome));
  return outcome.error;
}
