/** What the engine shows of an execution, in the model's words, beside what the model expects. */
import assert from 'node:assert/strict';
import type { JsonValue } from '../../../src/base/json.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../../../src/protocol/execution.ts';
import type { ModelResult, NodeResult } from './semantics/model.ts';

/** Outputs are compared as text, since the order of their keys counts (J5). */
export function assertAgrees(snapshot: ExecutionSnapshot, expected: ModelResult): void {
  assert.deepEqual(shown(snapshot, expected), told(expected));
}

export function told({ status, durationMs, maxParallel, output, nodes }: ModelResult): object {
  const entries = Object.entries(nodes).map(([id, node]): [string, object] => [
    id,
    { ...node, output: JSON.stringify(node.output) },
  ]);
  return { status, durationMs, maxParallel, output: JSON.stringify(output), nodes: Object.fromEntries(entries) };
}

export function shown(snapshot: ExecutionSnapshot, { nodes: expected }: ModelResult): object {
  const { status, duration_ms: durationMs, max_parallel: maxParallel, output, nodes } = snapshot;
  const entries = Object.entries(nodes).map(([id, node]): [string, object] => [id, shownNode(node, expected[id])]);
  return { status, durationMs, maxParallel, output: textOf(output), nodes: Object.fromEntries(entries) };
}

function shownNode(node: NodeSnapshot, expected: NodeResult | undefined): object {
  const { status, attempts, started_ms: startedMs, ended_ms: endedMs, output, join, attempt_log: log } = node;
  assert.equal(attempts, log.length, 'the number of attempts is that of their log');
  return {
    status,
    attempts: log.map(({ started_ms, ended_ms, error, item }) => ({
      startedMs: started_ms,
      endedMs: ended_ms,
      failed: error !== null,
      ...(item !== undefined && { item }),
    })),
    startedMs,
    endedMs,
    output: textOf(output),
    ...(expected?.winner !== undefined && { winner: localId(join?.winner) }),
    ...(join && { counted: [join.succeeded, join.failed] }),
  };
}

/** The last part of an id such as `outer/inner`: an inner file knows its nodes by that. */
function localId(id: string | null | undefined): string | null | undefined {
  return id?.slice(id.lastIndexOf('/') + 1) ?? id;
}

function textOf(output: JsonValue): string {
  return JSON.stringify(output);
}
