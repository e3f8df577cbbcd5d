/** Stored executions as their readers see them. */
import { emptyObject } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { type ExecutionSnapshot, type FailureInfo, isTerminal } from '../../protocol/execution.ts';
import type { ExecutableWorkflow } from '../executable.ts';
import type { EngineEvent } from '../events.ts';
import type { StoredExecution } from '../ports.ts';
import { compileProgram, type Program } from '../program.ts';
import { onlyTheJournal, restore, sealedFrom } from '../restore.ts';
import { noSecrets, Secrets } from '../secrets.ts';
import { snapshotOf } from '../snapshot.ts';

/**
 * The state that a stored execution's events lead to, secrets as `***`. One that is not terminal shows as `interrupted` where
 * nobody owns it; one whose journal cannot be read, or whose workflow (undefined) could not be understood, as `unreadable`.
 *
 * @param madeMs when it was made, by its files: for one that does not say so itself
 */
export function storedSnapshot(
  stored: StoredExecution,
  workflow: ExecutableWorkflow | undefined,
  madeMs?: number,
): ExecutionSnapshot {
  if (stored.definition === undefined || workflow === undefined)
    return unreadable(stored, workflow, madeMs, stored.problem ?? t('Its workflow cannot be executed by this version'));
  try {
    const snapshot = replayed(stored, workflow);
    if (stored.state === 'unreadable')
      return { ...snapshot, status: 'unreadable', error: failureOf(stored.problem ?? '') };
    if (stored.state === 'owned' || isTerminal(snapshot.status)) return snapshot;
    return { ...snapshot, status: 'interrupted' };
  } catch (error) {
    return unreadable(stored, workflow, madeMs, error instanceof Error ? error.message : String(error));
  }
}

function replayed(stored: StoredExecution, workflow: ExecutableWorkflow): ExecutionSnapshot {
  const program = compileProgram(workflow);
  const secrets = unknownSecrets(program);
  const { state } = restore(program, stored, secrets, onlyTheJournal);
  const snapshot = snapshotOf(state, stored.definition?.file ?? null, secrets);
  return stored.events.length > 0 ? snapshot : { ...snapshot, ...described(stored), status: snapshot.status };
}

/**
 * The events of a stored execution, secrets as `***`.
 *
 * @param workflow undefined where it could not be understood: what is secret only inside of a subworkflow is then hidden from where
 *   that began, and not before
 */
export function storedEvents(
  stored: StoredExecution,
  workflow: ExecutableWorkflow | undefined,
): readonly EngineEvent[] {
  try {
    const program = workflow && compileProgram(workflow);
    if (program !== undefined && program.innerSecrets.size > 0) {
      const secrets = unknownSecrets(program);
      const { events } = restore(program, stored, secrets, onlyTheJournal);
      return events.map((event) => secrets.hideEvent(event));
    }
  } catch {
    // They do not follow from this workflow, and are told as they stand.
  }
  const from = sealedFrom(stored);
  if (from === stored.events.length) return stored.events;
  return stored.events.map((event, at) => (at < from ? event : noSecrets.unsealEvent(event)));
}

function unknownSecrets({ secretInputs, innerSecrets }: Program): Secrets {
  return new Secrets(secretInputs, { inputs: emptyObject(), secrets: {} }, innerSecrets);
}

/** All that is known of an execution without its events. */
function described(
  { id, definition, events }: StoredExecution,
  madeMs = 0,
): Pick<ExecutionSnapshot, 'id' | 'file' | 'started_at' | 'inputs'> {
  return {
    id,
    file: definition?.file ?? null,
    started_at: new Date(definition?.created_ms ?? events[0]?.time_ms ?? madeMs).toISOString(),
    inputs: emptyObject(),
  };
}

function unreadable(
  stored: StoredExecution,
  workflow: ExecutableWorkflow | undefined,
  madeMs: number | undefined,
  problem: string,
): ExecutionSnapshot {
  return {
    ...described(stored, madeMs),
    workflow: workflow?.definition.name ?? stored.id,
    status: 'unreadable',
    progress: 0,
    ended_at: null,
    duration_ms: null,
    max_parallel: 0,
    output: null,
    error: failureOf(problem),
    nodes: {},
  };
}

function failureOf(message: string): FailureInfo {
  return { kind: 'unreadable', message, retryable: false };
}
