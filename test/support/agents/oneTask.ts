/** Executes one task of an agent with the real engine (fault F10). */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/base/json.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import type { Executions } from '../../../src/sdk/executions.ts';

export interface OneTask {
  /** Where its file is. */
  readonly folder: string;
  readonly agent: { readonly uses: string; readonly with: JsonObject };
  /** Of the node, as it is written. */
  readonly errorHandling: string;
  /** Hears what happens, with the execution's id. */
  readonly heard?: (event: EngineEvent, id: string) => void;
}

/** Resolves with its end; the node is `work`. */
export async function executeTask(executions: Executions, task: OneTask): Promise<ExecutionSnapshot> {
  const text = `name: f10
agents: { worker: ${JSON.stringify(task.agent)} }
nodes:
  - { id: start, type: start }
  - { id: work, type: agent_task, agent_id: worker, config: { error_handling: ${task.errorHandling} } }
  - { id: end, type: end }
edges:
  - { source: start, target: work }
  - { source: work, target: end }
`;
  const listener = executions.onEvent(({ id, event }) => task.heard?.(event, id));
  const started = await executions.start({ text, file: join(task.folder, 'f10.workflow.yaml'), inputs: {} });
  assert(started.ok, JSON.stringify(started));
  const snapshot = await executions.finished(started.value);
  listener.dispose();
  return snapshot;
}
