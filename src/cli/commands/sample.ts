import path from 'node:path';
import { t } from '../../base/l10n.ts';
import { makeSample, samplePort, startSampleApi } from '../../sdk/sample.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, storeOption } from '../command.ts';
import { openExecutions, storeOf } from '../local.ts';
import { sayProblem } from '../problem.ts';
import { styleOf } from '../style.ts';
import { follow } from '../view/follow.ts';
import { readExecutable } from '../workflowFile.ts';
import { formatOf, sayWhyNot } from './run.ts';

export const sample: Command = {
  usage: '',
  summary: () => t('Makes the tutorial’s sample where it is missing, serves its API, and executes it.'),
  options: {
    in: {
      kind: 'text',
      value: 'DIR',
      help: () => t('folder of the sample; by default examples/tutorial of this package'),
    },
    ...formatOption,
    ...storeOption,
  },
  positionals: { least: 0, most: 0 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const template = path.join(cli.packageFolder, 'examples', 'tutorial');
  const named = args.text('in');
  const folder = named === undefined ? template : path.resolve(cli.cwd, named);
  // The folder above is what an editor has open.
  const store = storeOf(args, cli, path.dirname(folder));
  const made = await makeSample(folder, template, store);
  if (!made.ok) return problem(made.error, cli);
  const api = await startSampleApi();
  if (!api.ok) return problem(api.error, cli);
  const executions = openExecutions(store, cli);
  try {
    const workflow = await readExecutable(made.value, cli);
    if (!workflow.ok) return workflow.error;
    const { project } = workflow.value;
    if (formatOf(args) === 'text') introduce(made.value, api.value.own, cli);
    const code = await follow(executions, project, formatOf(args), cli, async () => {
      const started = await executions.start({ text: project.text, file: made.value, inputs: {} });
      return started.ok ? started.value : { exit: sayWhyNot(started.error, cli) };
    });
    if (formatOf(args) === 'text') sayWhatNext(folder, cli);
    return code;
  } finally {
    executions.dispose();
    api.value.dispose();
  }
}

function problem(message: string, cli: Cli): ExitCode {
  sayProblem(cli, message);
  return exitCodes.failed;
}

function introduce(file: string, own: boolean, cli: Cli): void {
  const { dim } = styleOf(cli.err, cli.env);
  const address = `http://127.0.0.1:${String(samplePort)}/users`;
  cli.err.write(`${dim(path.relative(cli.cwd, file) || file)}\n`);
  cli.err.write(
    `${dim(own ? t('The sample’s API answers at {0}', address) : t('The sample’s API is already served at {0}', address))}\n\n`,
  );
}

function sayWhatNext(folder: string, cli: Cli): void {
  const { bold } = styleOf(cli.err, cli.env);
  const fromCheckout = cli.cwd === cli.packageFolder;
  const command = fromCheckout ? 'npm run code' : `code ${path.relative(cli.cwd, folder) || '.'}`;
  cli.err.write(`\n${t('Open it in VS Code: {0}', bold(command))}\n`);
}
