import type { InputProblem } from '../engine/inputs.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

interface WorkflowErrorParts {
  readonly code: string;
  readonly message: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly problems?: readonly InputProblem[];
}

/** What the services throw where what was asked for cannot be done. */
export class WorkflowError extends Error {
  override readonly name = 'WorkflowError';
  /** `invalid-workflow`, `invalid-inputs`, `not-found`, `name-taken`, `not-completed`, or a code of `ExecutionFailure`. */
  readonly code: string;
  /** Of an invalid workflow: everything that is wrong with it. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of invalid inputs: what is wrong with each. */
  readonly problems: readonly InputProblem[];

  constructor({ code, message, diagnostics = [], problems = [] }: WorkflowErrorParts) {
    super(message);
    this.code = code;
    this.diagnostics = diagnostics;
    this.problems = problems;
  }
}
