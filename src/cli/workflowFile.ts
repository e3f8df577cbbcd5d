import path from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { t } from '../base/l10n.ts';
import { analyse, type Project } from '../model/project.ts';
import { type Cli, type ExitCode, exitCodes } from './cli.ts';
import { diagnosticText } from './diagnosticsText.ts';
import { readText } from './files.ts';
import { sayProblem } from './problem.ts';
import { styleOf } from './style.ts';

export interface WorkflowFile {
  /** Absolute. */
  readonly path: string;
  readonly project: Project;
}

/** A workflow that can be executed; else its mistakes are on standard error and the exit code is the error. */
export async function readExecutable(file: string, cli: Cli): Promise<Result<WorkflowFile, ExitCode>> {
  const text = await readText(file, cli);
  if (!text.ok) {
    sayProblem(cli, text.error);
    return err(exitCodes.usage);
  }
  const project = analyse(text.value);
  if (project.executable) return ok({ path: path.resolve(cli.cwd, file), project });
  const errors = writeErrors(file, project, cli);
  sayProblem(cli, errors === 0 ? t('"{0}" is empty.', file) : t('"{0}" has mistakes, so nothing was executed.', file));
  return err(exitCodes.usage);
}

/** Writes the mistakes to standard error; gives how many there are. Warnings are for `validate`. */
export function writeErrors(file: string, { text, blockers }: Project, cli: Cli): number {
  const style = styleOf(cli.err, cli.env);
  for (const diagnostic of blockers) cli.err.write(`${diagnosticText(file, text, diagnostic, style)}\n`);
  return blockers.length;
}
