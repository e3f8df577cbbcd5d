import { nobodyToAsk } from '../../agents/consent.ts';
import { createRunners } from '../../agents/runners.ts';
import { formatDuration } from '../../base/duration.ts';
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { MocksMistake } from '../../sdk/mocks.ts';
import { defaultSettings } from '../../sdk/settings.ts';
import { type Difference, playTest, readTests, type TestResult } from '../../sdk/workflowTests.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption } from '../command.ts';
import { readText } from '../files.ts';
import { sayProblem, usageProblem } from '../problem.ts';
import { safeJson, safeText } from '../safeText.ts';
import { styleOf } from '../style.ts';
import { findTests, workflowOf } from '../testFiles.ts';
import { today } from '../today.ts';
import { readExecutable } from '../workflowFile.ts';

export const test: Command = {
  usage: '[PATTERN]',
  summary: () => t('Plays workflow tests on virtual time: files that end in .workflow.test.yaml.'),
  details: () =>
    t(
      'PATTERN is a test file, a folder, or a text that the paths hold; without it all of this folder are played. A test names inputs, mocks, a seed, and what it expects: a part of what "simulate --format json" prints.',
    ),
  examples: ['ipa-workflow test', 'ipa-workflow test workflows/report.workflow.test.yaml --format json'],
  options: { ...formatOption },
  positionals: { least: 0, most: 1 },
  run,
};

interface Played extends TestResult {
  readonly name: string;
}

interface PlayedFile {
  readonly file: string;
  readonly tests: readonly Played[];
}

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const [pattern] = args.positionals;
  const files = await findTests(pattern, cli.cwd);
  if (files.length === 0)
    return usageProblem(cli, t('There is no test here. Tests are files that end in .workflow.test.yaml.'));
  const isJson = args.text('format') === 'json';
  const played: PlayedFile[] = [];
  for (const file of files) {
    const one = await play(file, cli);
    if (one === undefined) continue;
    played.push(one);
    if (!isJson) write(one, cli);
  }
  const tests = played.flatMap((one) => one.tests);
  const failed = tests.filter(({ differences }) => differences.length > 0).length;
  if (isJson) cli.out.write(`${safeJson(played.map(asJson), 2)}\n`);
  else if (tests.length > 0) writeSummary(tests.length, failed, cli);
  if (played.length < files.length) return exitCodes.usage;
  return failed === 0 ? exitCodes.done : exitCodes.failed;
}

/** Undefined where the file or its workflow cannot be read, or a test does not fit the workflow: that has been said. */
async function play(file: string, cli: Cli): Promise<PlayedFile | undefined> {
  const text = await readText(file, cli);
  if (!text.ok) {
    sayProblem(cli, text.error);
    return undefined;
  }
  const read = readTests(text.value);
  if (!read.ok) {
    sayMistakes(file, read.error, cli);
    return undefined;
  }
  const workflow = await readExecutable(workflowOf(file, read.value.workflow), cli);
  if (!workflow.ok) return undefined;
  const { path, project } = workflow.value;
  const tests: Played[] = [];
  for (const one of read.value.cases) {
    const result = await playTest(project, one, {
      file: path,
      dateMs: today(),
      runners: createRunners(() => ({ ...defaultSettings, cacheFolder: '', consent: nobodyToAsk })),
    });
    if (!result.ok) {
      const { lineOf } = read.value;
      sayMistakes(
        file,
        result.error.map((wrong) => ({ line: lineOf(wrong.path), message: wrong.message })),
        cli,
      );
      return undefined;
    }
    tests.push({ name: one.name, ...result.value });
  }
  return { file, tests };
}

function sayMistakes(file: string, mistakes: readonly MocksMistake[], cli: Cli): void {
  for (const { line, message } of mistakes) sayProblem(cli, t('{0}, line {1}: {2}', file, line, message));
}

function write({ file, tests }: PlayedFile, cli: Cli): void {
  const { red, green, dim, bold, unicode } = styleOf(cli.out, cli.env);
  cli.out.write(`${bold(safeText(file))}\n`);
  for (const { name, differences, execution } of tests) {
    const sign = differences.length === 0 ? green(unicode ? '✓' : 'ok') : red(unicode ? '✗' : 'failed');
    const time = execution.duration_ms === null ? '' : dim(` (${formatDuration(execution.duration_ms)})`);
    cli.out.write(`  ${sign} ${safeText(name)}${time}\n`);
    for (const difference of differences) cli.out.write(`      ${red(safeText(sentence(difference)))}\n`);
    const why = execution.error?.message;
    if (differences.length > 0 && why !== undefined) cli.out.write(`      ${dim(safeText(why))}\n`);
  }
}

function sentence({ path, expected, actual }: Difference): string {
  return actual === undefined
    ? t('{0}: {1} expected, and there is none', path, short(expected))
    : t('{0}: {1} expected, {2} found', path, short(expected), short(actual));
}

const longest = 200;

function short(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function writeSummary(all: number, failed: number, cli: Cli): void {
  const { red, green } = styleOf(cli.err, cli.env);
  const text = t('Tests passed: {0}, failed: {1}', all - failed, failed);
  cli.err.write(`${failed === 0 ? green(text) : red(text)}\n`);
}

function asJson({ file, tests }: PlayedFile): object {
  return {
    file,
    tests: tests.map(({ name, differences, execution }) => ({
      name,
      passed: differences.length === 0,
      differences: differences.map(({ path, expected, actual }) => ({
        path,
        expected,
        ...(actual !== undefined && { actual }),
      })),
      execution,
    })),
  };
}
