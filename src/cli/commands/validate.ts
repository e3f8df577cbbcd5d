import { t } from '../../base/l10n.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { analyse, type ProjectOptions } from '../../model/project.ts';
import type { Range } from '../../base/text.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import type { Command } from '../command.ts';
import { diagnosticText } from '../diagnosticsText.ts';
import { readText } from '../files.ts';
import { sayProblem, usageProblem } from '../problem.ts';
import { safeJson } from '../safeText.ts';
import { sarif } from '../sarif.ts';
import { styleOf } from '../style.ts';
import { version } from '../version.ts';
import { readingBeside } from '../workflowFile.ts';

export const validate: Command = {
  usage: 'FILE…',
  summary: () => t('Reports every mistake in workflow files.'),
  examples: [
    'ipa-workflow validate report.workflow.yaml',
    'ipa-workflow validate workflows/*.yaml --max-warnings 0',
    'ipa-workflow validate *.workflow.yaml --format sarif > results.sarif',
  ],
  options: {
    format: {
      kind: 'text',
      value: 'text|json|sarif',
      choices: ['text', 'json', 'sarif'],
      help: () => t('for people, or for programs'),
    },
    'max-warnings': { kind: 'text', value: 'N', help: () => t('fail when there are more warnings than this') },
  },
  positionals: { least: 1, most: Infinity },
  run,
};

interface Checked {
  readonly file: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Why it could not be read. */
  readonly problem?: string;
}

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const most = args.text('max-warnings');
  if (most !== undefined && !/^\d+$/.test(most))
    return usageProblem(cli, t('The option {0} wants a whole number.', '--max-warnings'));
  const files: Checked[] = [];
  for (const file of args.positionals) files.push(await check(file, cli));
  print(files, args.text('format') ?? 'text', cli);
  if (!files.every(isRead)) return exitCodes.usage;
  const failed = count(files, 'error') > 0 || (most !== undefined && count(files, 'warning') > Number(most));
  return failed ? exitCodes.failed : exitCodes.done;
}

async function check(file: string, cli: Cli): Promise<Checked> {
  const text = await readText(file, cli);
  if (text.ok) return { file, text: text.value, diagnostics: diagnosticsOf(text.value, readingBeside(file, cli)) };
  sayProblem(cli, text.error);
  return { file, text: '', diagnostics: [], problem: text.error };
}

/** A file that is named here is meant to be a workflow, also when there is nothing in it. */
function diagnosticsOf(text: string, options: ProjectOptions): readonly Diagnostic[] {
  const { diagnostics, syntax } = analyse(text, options);
  if (syntax.root !== undefined || diagnostics.length > 0) return diagnostics;
  return analyse('{}').diagnostics.map((diagnostic) => ({ ...diagnostic, range: beginning }));
}

const beginning: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function print(files: readonly Checked[], format: string, cli: Cli): void {
  switch (format) {
    case 'json':
      cli.out.write(`${safeJson(files.map(asJson), 2)}\n`);
      return;
    case 'sarif':
      cli.out.write(`${safeJson(sarif(files, version(cli)), 2)}\n`);
      return;
    default: {
      const style = styleOf(cli.out, cli.env);
      for (const { file, text, diagnostics } of files)
        for (const diagnostic of diagnostics) cli.out.write(`${diagnosticText(file, text, diagnostic, style)}\n`);
      if (files.some(isRead)) cli.err.write(`${summary(files, cli)}\n`);
    }
  }
}

function asJson({ file, diagnostics, problem }: Checked): object {
  return {
    file,
    ...(problem !== undefined && { problem }),
    diagnostics: diagnostics.map(({ code, severity, message, range, nodes, related }) => ({
      code,
      severity,
      message,
      range,
      nodes,
      related,
    })),
  };
}

function summary(files: readonly Checked[], cli: Cli): string {
  const { red, yellow, green } = styleOf(cli.err, cli.env);
  const errors = count(files, 'error');
  const warnings = count(files, 'warning');
  const read = files.filter(isRead).length;
  if (errors + warnings === 0) return green(t('No mistakes. Files checked: {0}', read));
  const paint = errors > 0 ? red : yellow;
  return paint(t('Errors: {0}, warnings: {1}. Files checked: {2}', errors, warnings, read));
}

function isRead({ problem }: Checked): boolean {
  return problem === undefined;
}

function count(files: readonly Checked[], severity: Diagnostic['severity']): number {
  return files.flatMap(({ diagnostics }) => diagnostics).filter((diagnostic) => diagnostic.severity === severity)
    .length;
}
