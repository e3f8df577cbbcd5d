/** The inputs and secrets of an execution from the command line (`spec/cli.md`). */
import { emptyObject, isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { secretNamed } from '../engine/environment.ts';
import type { ExecutableWorkflow } from '../engine/executable.ts';
import type { InputDefinition } from '../model/definition.ts';
import { parse } from '../model/syntax/parse.ts';
import { toJson } from '../model/syntax/syntaxTree.ts';
import { readMocks } from '../sdk/mocks.ts';
import type { Arguments } from './arguments.ts';
import type { Cli } from './cli.ts';
import { readText } from './files.ts';

export interface Given {
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  /** Text of the mocks file. */
  readonly mocks?: string;
}

/**
 * What the options `--inputs`, `-i`, `--secret` and `--mocks` give; the error is a sentence.
 *
 * @param known secrets from elsewhere; the option goes before them
 */
export async function readGiven(
  args: Arguments,
  workflow: ExecutableWorkflow,
  cli: Cli,
  known: Readonly<Record<string, string>> = {},
): Promise<Result<Given, string>> {
  const { inputs: declared } = workflow.definition;
  const inputs = emptyObject();
  const inputsFile = args.text('inputs');
  if (inputsFile !== undefined) {
    const read = await readInputsFile(inputsFile, cli);
    if (!read.ok) return read;
    Object.assign(inputs, read.value);
  }
  const given = new Set<string>();
  for (const written of args.list('input')) {
    const pair = splitPair(written);
    if (!pair) return err(t('"{0}" is no input. Write name=value.', written));
    if (given.has(pair.name)) return err(t('The input "{0}" is given twice.', pair.name));
    given.add(pair.name);
    const value = typed(pair.value, declared?.get(pair.name));
    if (value === undefined)
      return err(
        t('The value of the input "{0}" is not of the type {1}.', pair.name, declared?.get(pair.name)?.type ?? ''),
      );
    inputs[pair.name] = value;
  }
  const read = readSecrets(args, cli);
  if (!read.ok) return read;
  const secrets = withKnown(read.value, known);
  for (const [name, value] of Object.entries(secrets))
    if (declared?.get(name)?.secret === true && !Object.hasOwn(inputs, name)) inputs[name] = value;
  const file = args.text('mocks');
  if (file === undefined) return ok({ inputs, secrets });
  const mocks = await readText(file, cli);
  if (!mocks.ok) return mocks;
  const checked = readMocks(mocks.value, workflow);
  if (checked.ok) return ok({ inputs, secrets, mocks: mocks.value });
  return err(checked.error.map(({ line, message }) => t('{0}, line {1}: {2}', file, line, message)).join(' '));
}

/** The same for an execution that was started before. It keeps its inputs: only secret ones, which are not stored, are given again (E3). */
export async function readGivenAgain(
  args: Arguments,
  workflow: ExecutableWorkflow,
  cli: Cli,
  known: Readonly<Record<string, string>>,
): Promise<Result<Given, string>> {
  const given = await readGiven(args, workflow, cli, known);
  if (!given.ok) return given;
  const { inputs: declared } = workflow.definition;
  for (const name of Object.keys(given.value.inputs)) {
    if (declared?.has(name) === false) return err(t('The workflow has no input {0}', name));
    if (declared?.get(name)?.secret !== true)
      return err(
        t(
          'The execution keeps its input "{0}": only inputs that the workflow declares secret can be given again.',
          name,
        ),
      );
  }
  return given;
}

/** `--secret NAME=ENV`: the value never stands in the arguments, which every process can read (threat T8). */
export function readSecrets(args: Arguments, { env }: Cli): Result<Readonly<Record<string, string>>, string> {
  const secrets = Object.create(null) as Record<string, string>;
  for (const written of args.list('secret')) {
    const pair = splitPair(written);
    if (!pair) return err(t('"{0}" is no secret. Write NAME=ENV.', written));
    if (secretNamed(secrets, pair.name) !== undefined) return err(t('The secret "{0}" is given twice.', pair.name));
    const value = env[pair.value];
    if (value === undefined) return err(t('There is no environment variable "{0}".', pair.value));
    secrets[pair.name] = value;
  }
  return ok(secrets);
}

/** Names of secrets ignore case: what is given takes the place of what is known. */
export function withKnown(
  given: Readonly<Record<string, string>>,
  known: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const rest = Object.entries(known).filter(([name]) => secretNamed(given, name) === undefined);
  return { ...Object.fromEntries(rest), ...given };
}

async function readInputsFile(file: string, cli: Cli): Promise<Result<JsonObject, string>> {
  const text = file === '-' ? ok(await cli.readInput()) : await readText(file, cli);
  if (!text.ok) return text;
  const tree = parse(text.value);
  const [problem] = tree.problems;
  const name = file === '-' ? t('Standard input') : file;
  if (problem) return err(t('{0}, line {1}: {2}', name, problem.range.start.line + 1, problem.message));
  const value = toJson(tree.root);
  if (value === null) return ok({});
  return isJsonObject(value)
    ? ok(value)
    : err(t('{0} does not hold inputs: it must be a map of names to values.', name));
}

function splitPair(written: string): { readonly name: string; readonly value: string } | undefined {
  const at = written.indexOf('=');
  return at <= 0 ? undefined : { name: written.slice(0, at), value: written.slice(at + 1) };
}

/** Text stays text where the workflow says so, or says nothing; else the value is JSON. Undefined: it is not. */
function typed(value: string, declared: InputDefinition | undefined): JsonValue | undefined {
  if (declared === undefined || declared.type === 'string') return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return undefined;
  }
}
