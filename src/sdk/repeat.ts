/** R4: a retry or a re-run as the start of a new execution. */
import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EnginePorts, ExecutableWorkflow, StartExecution } from '../engine/engine.ts';
import { environmentOf } from '../engine/environment.ts';
import type { StoredExecution } from '../engine/ports.ts';
import { compileProgram } from '../engine/program.ts';
import { restore } from '../engine/restore.ts';
import { Secrets } from '../engine/secrets.ts';
import { takeOver } from '../engine/takeOver.ts';
import type { ExecutionFailure, ResumeOptions } from './executions.ts';
import { secretsNeeded, unreadable } from './failures.ts';

type Repeated = Pick<StartExecution, 'workflow' | 'file' | 'inputs' | 'secrets' | 'repeats'>;

/** @param from the node that a re-run starts with; undefined: a retry */
export function repeat(
  stored: StoredExecution,
  workflow: ExecutableWorkflow,
  options: ResumeOptions,
  from: string | undefined,
  ports: Pick<EnginePorts, 'env'>,
): Result<Repeated, ExecutionFailure> {
  const { definition } = stored;
  if (definition === undefined) return err(unreadable(stored.problem ?? ''));
  const program = compileProgram(workflow);
  const given = { inputs: options.inputs ?? {}, secrets: options.secrets ?? {} };
  const secrets = new Secrets(program.secretInputs, given, program.innerSecrets);
  const missing = new Set<string>();
  const isSealed = definition.sealed === true;
  const inputs = isSealed ? (secrets.unseal(definition.inputs, missing) as JsonObject) : definition.inputs;
  const { events } = restore(program, stored, secrets, environmentOf(ports, options.secrets), missing);
  const taken = takeOver(workflow, events, from);
  if (!taken.ok) return taken;
  if (missing.size > 0) return err(secretsNeeded(missing));
  return ok({
    workflow,
    file: definition.file,
    inputs,
    repeats: { id: stored.id, takenOver: taken.value },
    ...(options.secrets && { secrets: options.secrets }),
  });
}
