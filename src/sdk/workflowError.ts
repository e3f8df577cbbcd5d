import type { Diagnostic } from '../model/diagnostic.ts';

/** What the services throw where what was asked for cannot be done. */
export class WorkflowError extends Error {
  override readonly name = 'WorkflowError';
  /** `invalid-workflow`, `invalid-inputs`, `not-found`, `name-taken`, `not-completed`, or a code of `ExecutionFailure`. */
  readonly code: string;
  /** Of an invalid workflow: everything that is wrong with it. */
  readonly diagnostics: readonly Diagnostic[];

  constructor({
    code,
    message,
    diagnostics = [],
  }: {
    readonly code: string;
    readonly message: string;
    readonly diagnostics?: readonly Diagnostic[];
  }) {
    super(message);
    this.code = code;
    this.diagnostics = diagnostics;
  }
}
