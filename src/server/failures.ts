/** The SDK's failures as answers. */
import { WorkflowError } from '../sdk/workflowError.ts';
import { RequestFailure } from './answers.ts';
import { inputProblems } from './problems.ts';

const statuses: Readonly<Record<string, number>> = {
  'not-found': 404,
  untrusted: 403,
  'invalid-workflow': 422,
  'invalid-inputs': 422,
  'invalid-mocks': 422,
  storage: 503,
};

/**
 * The answer to something that a service threw; undefined for what is a fault of the server.
 *
 * @param inputs the body's key that holds the inputs
 */
export function failureOf(error: unknown, inputs = 'inputs'): RequestFailure | undefined {
  if (error instanceof RequestFailure) return error;
  if (!(error instanceof WorkflowError)) return undefined;
  // Everything else is a move that the state of things does not allow.
  const status = statuses[error.code] ?? 409;
  return new RequestFailure(
    status,
    error.code === 'invalid-inputs' ? inputProblems(error.problems, inputs) : error.message,
  );
}
