import path from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { t } from '../base/l10n.ts';
import { analyse, type Project, type ProjectOptions } from '../model/project.ts';
import { subworkflowFiles } from '../sdk/subworkflowFiles.ts';
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
  const project = analyse(text.value, readingBeside(file, cli));
  if (project.executable) return ok({ path: path.resolve(cli.cwd, file), project });
  const errors = writeErrors(file, project, cli);
  sayProblem(cli, errors === 0 ? t('"{0}" is empty.', file) : t('"{0}" has mistakes, so nothing was executed.', file));
  return err(exitCodes.usage);
}

/** Subworkflows' files are read in the folder where the command was typed, else beside the workflow's file. */
export function readingBeside(file: string, { cwd }: Pick<Cli, 'cwd'>): Pick<ProjectOptions, 'file' | 'readFile'> {
  return subworkflowFiles(path.resolve(cwd, file), { workspaceFolders: [cwd] });
}

/** Writes the mistakes to standard error; gives how many there are. Warnings are for `validate`. */
export function writeErrors(file: string, { text, blockers }: Project, cli: Cli): number {
  const style = styleOf(cli.err, cli.env);
  for (const diagnostic of blockers) cli.err.write(`${diagnosticText(file, text, diagnostic, style)}\n`);
  return blockers.length;
}
