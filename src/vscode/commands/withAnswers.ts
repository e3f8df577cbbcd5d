import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Result } from '../../base/result.ts';
import type { CutOffAttempts } from '../../protocol/execution.ts';
import type { ExecutionFailure, ResumeOptions } from '../../sdk/executions.ts';
import type { Services } from '../services.ts';
import { askSecrets } from './askInputs.ts';
import { sayError, sayUntrusted } from './messages.ts';

/**
 * Goes on with an execution, or repeats it. What its journal does not hold is asked for where it is needed (E3), and what becomes of
 * attempts that must not simply be started again (E4); what keeps it from being done is said.
 *
 * @returns undefined where it was not done
 */
export async function withAnswers<T>(
  { executions, vault }: Pick<Services, 'executions' | 'vault'>,
  id: string,
  perform: (options: ResumeOptions) => Promise<Result<T, ExecutionFailure>>,
): Promise<T | undefined> {
  let given: ResumeOptions = {};
  let done = await perform(given);
  if (!done.ok && done.error.code === 'secrets-needed') {
    const workflow = await executions.workflow(id);
    const answers = workflow && (await askSecrets(vault, workflow));
    if (!answers) return undefined;
    given = answers;
    done = await perform(given);
  }
  if (!done.ok && done.error.code === 'cut-off') {
    const cutOff = await askCutOff(done.error.message);
    if (cutOff === undefined) return undefined;
    done = await perform({ ...given, cutOff });
  }
  if (done.ok) return done.value;
  if (done.error.code === 'untrusted') void sayUntrusted();
  else sayError(done.error.message);
  return undefined;
}

/** E4: only the user knows whether what was cut off may happen twice. */
async function askCutOff(message: string): Promise<CutOffAttempts | undefined> {
  const restart = t('Start Again');
  const fail = t('Count as Failed');
  const answer = await vscode.window.showWarningMessage(message, { modal: true }, restart, fail);
  if (answer === undefined) return undefined;
  return answer === restart ? 'restart' : 'fail';
}
