import path from 'node:path';
import { t } from '../../base/l10n.ts';
import type { JsonObject } from '../../base/json.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Project } from '../../model/project.ts';
import { makeSample, type SampleApi, samplePort, startSampleApi } from '../../sdk/sample.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, storeOption } from '../command.ts';
import { openExecutions, storeOf } from '../local.ts';
import { sayProblem, usageProblem } from '../problem.ts';
import { styleOf } from '../style.ts';
import { follow } from '../view/follow.ts';
import { readExecutable } from '../workflowFile.ts';
import { formatOf, sayWhyNot } from './run.ts';

export const sample: Command = {
  usage: '',
  summary: () => t('Makes the tutorial’s sample where it is missing, serves its API, and executes it.'),
  examples: ['ipa-workflow sample', 'ipa-workflow sample --in ./tutorial'],
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
  const store = await storeOf(args, cli, path.dirname(folder));
  if (!store.ok) return usageProblem(cli, store.error);
  const made = await makeSample(folder, template, store.value);
  if (!made.ok) return problem(made.error, cli);
  const api = await serve();
  if (!api.ok) return problem(api.error, cli);
  const executions = openExecutions(store.value, cli);
  try {
    const workflow = await readExecutable(made.value, cli);
    if (!workflow.ok) return workflow.error;
    const { project } = workflow.value;
    const inputs = inputsFor(project, api.value);
    if (formatOf(args) === 'text') introduce(made.value, api.value, cli);
    const followed = { executions, workflow: project, format: formatOf(args), store: args.text('store') };
    const code = await follow(followed, cli, async () => {
      const started = await executions.start({ text: project.text, file: made.value, inputs });
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

/** An API of its own, whoever has the usual port: another terminal's goes away with that terminal. */
async function serve(): Promise<Result<SampleApi, string>> {
  const usual = await startSampleApi();
  return usual.ok && usual.value.own ? ok(usual.value) : await startSampleApi(0);
}

/** None where the workflow's own default leads to the API, or elsewhere because its user changed it. */
function inputsFor({ definition }: Project, { port }: SampleApi): JsonObject {
  const asksUs = definition.inputs?.get(apiInput)?.default === addressAt(samplePort);
  return asksUs && port !== samplePort ? { [apiInput]: addressAt(port) } : {};
}

const apiInput = 'api_endpoint';
const addressAt = (port: number): string => `http://127.0.0.1:${String(port)}/users`;

function introduce(file: string, { port }: SampleApi, cli: Cli): void {
  const { dim } = styleOf(cli.err, cli.env);
  cli.err.write(`${dim(path.relative(cli.cwd, file) || file)}\n`);
  const where =
    port === samplePort
      ? t('The sample’s API answers at {0}', addressAt(port))
      : t(
          'Port {0} is taken, so the sample’s API answers at {1}. The input "{2}" says so to the workflow.',
          samplePort,
          addressAt(port),
          apiInput,
        );
  cli.err.write(`${dim(where)}\n\n`);
}

function sayWhatNext(folder: string, cli: Cli): void {
  const { bold } = styleOf(cli.err, cli.env);
  const fromCheckout = cli.cwd === cli.packageFolder;
  const command = fromCheckout ? 'npm run code' : `code ${path.relative(cli.cwd, folder) || '.'}`;
  cli.err.write(`\n${t('Open it in VS Code: {0}', bold(command))}\n`);
}
