import { nobodyToAsk } from '../../agents/consent.ts';
import { createRunners } from '../../agents/runners.ts';
import { t } from '../../base/l10n.ts';
import { checkInputs } from '../../engine/inputs.ts';
import { simulate as simulateWorkflow } from '../../engine/simulate.ts';
import { defaultSettings } from '../../sdk/settings.ts';
import { readMocks } from '../../sdk/mocks.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, inputOptions } from '../command.ts';
import { readGiven } from '../inputs.ts';
import { limitOption, limitsOf } from '../limits.ts';
import { usageProblem } from '../problem.ts';
import { safeJson } from '../safeText.ts';
import { styleOf } from '../style.ts';
import { today } from '../today.ts';
import { EventLines } from '../view/eventLines.ts';
import { writeResult } from '../view/result.ts';
import { readExecutable } from '../workflowFile.ts';
import { sayWhyNot } from './run.ts';

export const simulate: Command = {
  usage: 'FILE',
  summary: () => t('Plays a workflow on virtual time: no agent is called, no real time passes.'),
  examples: [
    'ipa-workflow simulate report.workflow.yaml',
    'ipa-workflow simulate report.workflow.yaml --mocks mocks.yaml --seed 7 --format json',
  ],
  options: {
    ...inputOptions,
    ...limitOption,
    seed: { kind: 'text', value: 'N', help: () => t('the same seed gives the same events') },
    ...formatOption,
  },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const seed = args.text('seed') ?? '1';
  if (!/^\d{1,10}$/.test(seed)) return usageProblem(cli, t('The option {0} wants a whole number.', '--seed'));
  const limits = limitsOf(args);
  if (!limits.ok) return usageProblem(cli, limits.error);
  const workflow = await readExecutable(args.positionals[0] ?? '', cli);
  if (!workflow.ok) return workflow.error;
  const { path, project } = workflow.value;
  const given = await readGiven(args, project, cli);
  if (!given.ok) return usageProblem(cli, given.error);
  const inputs = await checkInputs(project.definition, given.value.inputs);
  if (!inputs.ok) return sayWhyNot({ code: 'invalid-inputs', message: '', problems: inputs.error }, cli);
  const mocks = given.value.mocks === undefined ? undefined : readMocks(given.value.mocks);
  if (mocks?.ok === false) throw new Error('The mocks were read before');
  const { snapshot, events } = await simulateWorkflow(project, {
    dateMs: today(),
    inputs: inputs.value,
    seed: Number(seed),
    limits: limits.value,
    file: path,
    secrets: given.value.secrets,
    runners: createRunners(() => ({ ...defaultSettings, cacheFolder: '', consent: nobodyToAsk })),
    ...(mocks && { mocks: mocks.value }),
  });
  if (args.text('format') === 'json') cli.out.write(`${safeJson({ execution: snapshot })}\n`);
  else {
    const lines = new EventLines(Object.keys(snapshot.nodes), styleOf(cli.err, cli.env));
    for (const event of events) {
      const line = lines.line(event);
      if (line !== undefined) cli.err.write(`${line}\n`);
    }
    writeResult(snapshot, 'text', cli);
  }
  return snapshot.status === 'completed' ? exitCodes.done : exitCodes.failed;
}
