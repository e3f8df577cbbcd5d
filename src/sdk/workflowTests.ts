/**
 * Workflow tests: a YAML file of named cases. Each is played on virtual time with its inputs and mocks; what it expects is a part of
 * what `simulate --format json` prints of the execution.
 */
import { emptyObject, isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { nearest } from '../base/nearest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ExecutableWorkflow } from '../engine/executable.ts';
import { checkInputs } from '../engine/inputs.ts';
import { type Mocks, parseMocks } from '../engine/mocks.ts';
import { mistargeted } from '../engine/mockTargets.ts';
import type { RunnerLookup } from '../engine/ports.ts';
import { simulate } from '../engine/simulate.ts';
import { parse } from '../model/syntax/parse.ts';
import { toJson } from '../model/syntax/syntaxTree.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';
import { lineOf, type MocksMistake } from './mocks.ts';

/** A test file, as far as it can be read without its workflow. */
export interface TestFile {
  /** Of the workflow's file, relative to the test's; undefined: the file of the same name. */
  readonly workflow: string | undefined;
  readonly cases: readonly TestCase[];
  /** The line, from 1, where a path of keys stands. */
  readonly lineOf: (path: readonly string[]) => number;
}

export interface TestCase {
  readonly name: string;
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  readonly mocks: JsonValue;
  readonly seed: number;
  /** A part of the execution; without a `status` it has to be completed. */
  readonly expect: JsonObject;
}

/** Where an execution is other than expected. */
export interface Difference {
  /** `nodes.fetch.attempts`. */
  readonly path: string;
  readonly expected: JsonValue;
  /** Undefined: there is no such value. */
  readonly actual: JsonValue | undefined;
}

export interface TestResult {
  readonly execution: ExecutionSnapshot;
  readonly differences: readonly Difference[];
}

export interface PlayOptions {
  readonly file: string;
  /** Milliseconds since the epoch, where the clock begins. */
  readonly dateMs: number;
  /** Asked for `transform` only. */
  readonly runners: RunnerLookup;
}

const fileKeys = ['workflow', 'tests'];
const caseKeys = ['inputs', 'secrets', 'mocks', 'seed', 'expect'];

type Wrong = { readonly path: readonly string[]; readonly message: string };

export function readTests(text: string): Result<TestFile, readonly MocksMistake[]> {
  const { root, problems } = parse(text);
  if (problems.length > 0) return err(problems.map(({ message, range }) => ({ line: range.start.line + 1, message })));
  const value = root ? toJson(root) : null;
  const wrong: Wrong[] = [];
  const cases = isJsonObject(value) ? casesOf(value, wrong) : [];
  if (!isJsonObject(value)) wrong.push({ path: [], message: t('A test file is a map with the key "tests".') });
  const at = (path: readonly string[]): number => lineOf(root, path);
  if (wrong.length > 0) return err(wrong.map(({ path, message }) => ({ line: at(path), message })));
  const workflow = isJsonObject(value) ? value['workflow'] : undefined;
  return ok({ workflow: typeof workflow === 'string' ? workflow : undefined, cases, lineOf: at });
}

function casesOf(file: JsonObject, wrong: Wrong[]): readonly TestCase[] {
  unknownKeys(file, fileKeys, [], wrong);
  const { workflow, tests } = file;
  if (workflow !== undefined && typeof workflow !== 'string')
    wrong.push({ path: ['workflow'], message: t('"workflow" is the path of a workflow\'s file.') });
  if (!isJsonObject(tests) || Object.keys(tests).length === 0) {
    wrong.push({ path: ['tests'], message: t('"tests" is a map: a name for each test, and what it expects.') });
    return [];
  }
  return Object.entries(tests).map(([name, one]) => caseOf(name, one ?? {}, wrong));
}

function caseOf(name: string, value: JsonValue, wrong: Wrong[]): TestCase {
  const path = ['tests', name];
  const given = isJsonObject(value) ? value : {};
  if (!isJsonObject(value))
    wrong.push({ path, message: t('The test "{0}" is a map of {1}.', name, caseKeys.join(', ')) });
  unknownKeys(given, caseKeys, path, wrong);
  const mapOf = (key: string): JsonObject => {
    const found = given[key] ?? {};
    if (isJsonObject(found)) return found;
    wrong.push({ path: [...path, key], message: t('"{0}" is a map.', key) });
    return {};
  };
  const { seed = 1 } = given;
  if (typeof seed !== 'number' || !Number.isSafeInteger(seed) || seed < 0)
    wrong.push({ path: [...path, 'seed'], message: t('"seed" is a whole number from 0 on.') });
  const secrets: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, secret] of Object.entries(mapOf('secrets')))
    if (typeof secret === 'string') secrets[key] = secret;
    else wrong.push({ path: [...path, 'secrets', key], message: t('A secret is a text.') });
  const expect = Object.assign(emptyObject(), { status: 'completed' }, mapOf('expect'));
  return { name, inputs: mapOf('inputs'), secrets, mocks: given['mocks'] ?? {}, seed: Number(seed), expect };
}

function unknownKeys(map: JsonObject, known: readonly string[], path: readonly string[], wrong: Wrong[]): void {
  for (const key of Object.keys(map)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    const hint = near === undefined ? t('Allowed here: {0}.', known.join(', ')) : t('Did you mean "{0}"?', near);
    wrong.push({ path: [...path, key], message: `${t('Unknown key "{0}".', key)} ${hint}` });
  }
}

/** Plays one case. The error says what of the case does not fit its workflow. */
export async function playTest(
  workflow: ExecutableWorkflow,
  one: TestCase,
  { file, dateMs, runners }: PlayOptions,
): Promise<Result<TestResult, readonly Wrong[]>> {
  const path = ['tests', one.name];
  const mocks = mocksFor(workflow, one.mocks);
  if (!mocks.ok) return err(mocks.error.map((each) => ({ ...each, path: [...path, 'mocks', ...each.path] })));
  const inputs = await checkInputs(workflow.definition, one.inputs);
  if (!inputs.ok) return err(inputs.error.map(({ message }) => ({ path: [...path, 'inputs'], message })));
  const { seed, secrets } = one;
  const { snapshot } = await simulate(workflow, {
    ...{ inputs: inputs.value, mocks: mocks.value, seed, secrets, file, dateMs, runners },
  });
  const differences = [...differencesOf(one.expect, snapshot as unknown as JsonValue, '')];
  return ok({ execution: snapshot, differences });
}

function mocksFor(workflow: ExecutableWorkflow, value: JsonValue): Result<Mocks, readonly Wrong[]> {
  const mocks = parseMocks(value);
  if (!mocks.ok) return err(mocks.error);
  const nodes = isJsonObject(value) ? value['nodes'] : undefined;
  const wrong = isJsonObject(nodes) ? mistargeted(nodes, workflow) : [];
  return wrong.length > 0 ? err(wrong) : mocks;
}

/** Of a map what is expected must be in it, everything else must be equal. */
function* differencesOf(expected: JsonValue, actual: JsonValue | undefined, path: string): Iterable<Difference> {
  if (isJsonObject(expected) && isJsonObject(actual)) {
    for (const [key, value] of Object.entries(expected)) {
      const found = Object.hasOwn(actual, key) ? actual[key] : undefined;
      yield* differencesOf(value, found, path === '' ? key : `${path}.${key}`);
    }
  } else if (!isEqual(expected, actual)) yield { path, expected, actual };
}

function isEqual(a: JsonValue, b: JsonValue | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key] ?? null, b[key]))
    );
  }
  return a === b;
}
