import type { Result } from '../../base/result.ts';
import type { ExecutionFailure, ResumeOptions } from '../../sdk/executions.ts';
import type { Services } from '../services.ts';
import { askSecrets } from './askInputs.ts';
import { sayError, sayUntrusted } from './messages.ts';

/**
 * Goes on with an execution, or repeats it. What its journal does not hold is asked for where it is needed (E3); what keeps it from
 * being done is said.
 *
 * @returns undefined where it was not done
 */
export async function withSecrets<T>(
  { executions }: Pick<Services, 'executions'>,
  id: string,
  perform: (options: ResumeOptions) => Promise<Result<T, ExecutionFailure>>,
): Promise<T | undefined> {
  let done = await perform({});
  if (!done.ok && done.error.code === 'secrets-needed') {
    const workflow = await executions.workflow(id);
    const answers = workflow && (await askSecrets(workflow.definition));
    if (!answers) return undefined;
    done = await perform(answers);
  }
  if (done.ok) return done.value;
  if (done.error.code === 'untrusted') void sayUntrusted();
  else sayError(done.error.message);
  return undefined;
}
