/** D3: checks what an execution is given against the inputs that the workflow declares, before anything starts. */
import type { JsonObject } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import type { WorkflowDefinition } from '../model/definition.ts';

export interface InputProblem {
  readonly input: string;
  /** A complete sentence for people. Never holds a secret input's value. */
  readonly message: string;
}

/** The inputs with defaults applied, or everything that is wrong with them, in the order of the file. */
export declare function checkInputs(
  definition: WorkflowDefinition,
  given: JsonObject,
): Promise<Result<JsonObject, readonly InputProblem[]>>;
