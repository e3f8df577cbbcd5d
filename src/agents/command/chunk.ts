import { t } from '../../base/l10n.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../engine/ports.ts';
import { consentTo } from '../consent.ts';
import { aborted, badSetting } from '../failures.ts';
import type { RunnerOptions } from '../runners.ts';
import { openChecked } from '../workspacePath.ts';
import { asText } from './codeText.ts';
import { consentLines } from './consentLines.ts';
import { execute } from './execute.ts';
import { type Plan, readPlan } from './plan.ts';

export { useTranslations } from '../../base/l10n.ts';

type Options = Pick<RunnerOptions, 'allowShell' | 'consent' | 'interpreter' | 'workspaceFolders'>;

/** The runner `command`: a program with its arguments (`spec/format.md`). Output: what it writes to standard output, parsed. */
export function createRunner(options: () => Options): AgentRunner {
  return { run: (request) => run(request, options()) };
}

async function run(request: AgentRequest, options: Options): Promise<AgentOutcome> {
  const plan = readPlan(request, options);
  if (!plan.ok) return badSetting(plan.error);
  const { cwd } = plan.value;
  // Nobody is asked about what cannot be started.
  if (!isFolder(cwd)) return noFolder(cwd);
  const interpreter = await interpreterFor(plan.value, options);
  const asked = { ...consentLines(request, plan.value, interpreter), workspaceFolders: options.workspaceFolders };
  const refusal = await consentTo(options.consent, request, asked);
  if (refusal) return refusal;
  if (request.signal.aborted) return aborted();
  warnOfOptions(request, plan.value);
  const folder = openChecked(cwd, 'folder');
  if (folder === undefined) return noFolder(cwd);
  try {
    return await execute(plan.value, interpreter, folder, request);
  } finally {
    folder.close();
  }
}

/** A value that begins with a dash is an argument as any other, but the program may take it for an option. */
function warnOfOptions(request: AgentRequest, { start }: Plan): void {
  const written = request.writtenSettings['run'];
  if ('shell' in start || !Array.isArray(written)) return;
  const end = written.indexOf('--');
  start.run.forEach((item, index) => {
    if (!item.startsWith('-') || (end >= 0 && index > end) || asText(written[index])?.startsWith('${{') !== true)
      return;
    request.log(
      'warning',
      t('Item {0} of "run" is a value that begins with "-": "{1}" may take it for an option.', index + 1, start.run[0]),
    );
  });
}

function isFolder(cwd: string): boolean {
  const folder = openChecked(cwd, 'folder');
  folder?.close();
  return folder !== undefined;
}

function noFolder(cwd: string): AgentOutcome {
  return badSetting(t('The folder "{0}" is not there.', cwd));
}

/** Of `python` the interpreter that was chosen for the folder, where something knows of one. */
async function interpreterFor({ start, cwd }: Plan, { interpreter }: Options): Promise<string | undefined> {
  if ('shell' in start || !/^python3?$/.test(start.run[0])) return undefined;
  return await interpreter?.(cwd);
}
