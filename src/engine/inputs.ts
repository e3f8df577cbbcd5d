/** D3: checks what an execution is given against the inputs that the workflow declares, before anything starts. */
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { emptyObject, isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { InputDefinition, WorkflowDefinition } from '../model/definition.ts';
import { isOfType, typeName } from '../model/inputProblem.ts';
import { checkPatterns, type PatternVerdict } from './patterns.ts';

export interface InputProblem {
  readonly input: string;
  /** A complete sentence for people. Never holds a secret input's value. */
  readonly message: string;
}

/**
 * The inputs with defaults applied, or everything that is wrong with them: those declared in the file's order, then unknown
 * ones. Without an `inputs` section everything is accepted.
 */
export async function checkInputs(
  definition: Pick<WorkflowDefinition, 'inputs'>,
  given: JsonObject,
): Promise<Result<JsonObject, readonly InputProblem[]>> {
  const { inputs, problems, patterned } = checkDeclared(definition, given);
  const found = new Map(
    [...problems, ...(await checkPatterned(patterned))].map(({ input, message }) => [input, message]),
  );
  const order = [...(definition.inputs?.keys() ?? []), ...Object.keys(given)];
  const sorted = [...new Set(order)].flatMap((input) => {
    const message = found.get(input);
    return message === undefined ? [] : [{ input, message }];
  });
  return sorted.length > 0 ? err(sorted) : ok(inputs);
}

export interface DeclaredInputs {
  /** With defaults applied. */
  readonly inputs: JsonObject;
  readonly problems: readonly InputProblem[];
  /** What is still to be tried against a pattern of the file's own. */
  readonly patterned: readonly { readonly name: string; readonly pattern: string; readonly value: string }[];
}

/** Texts against the patterns of the file, where they can be stopped (threat T12). */
export async function checkPatterned(patterned: DeclaredInputs['patterned']): Promise<readonly InputProblem[]> {
  const verdicts = await checkPatterns(patterned);
  return patterned.flatMap(({ name, pattern }, index) => {
    const message = patternProblem(name, pattern, verdicts[index] ?? 'too-slow');
    return message === undefined ? [] : [{ input: name, message }];
  });
}

/** All of it that takes no time: everything but the patterns. */
export function checkDeclared(definition: Pick<WorkflowDefinition, 'inputs'>, given: JsonObject): DeclaredInputs {
  const declared = definition.inputs;
  const checked = emptyObject();
  if (declared === undefined) {
    for (const [name, value] of Object.entries(given)) checked[name] = value;
    return { inputs: checked, problems: [], patterned: [] };
  }
  const problems = new Map<string, string>();
  const patterned: { readonly name: string; readonly pattern: string; readonly value: string }[] = [];
  for (const [name, input] of declared) {
    const value = Object.hasOwn(given, name) ? given[name] : input.default;
    if (value === undefined) {
      if (input.required) problems.set(name, t('The input "{0}" is missing.', name));
      continue;
    }
    const problem = problemOf(input, value);
    if (problem !== undefined) problems.set(name, problem);
    else if (input.pattern !== undefined && typeof value === 'string')
      patterned.push({ name, pattern: input.pattern, value });
    checked[name] = value;
  }
  const found = [...declared.keys()].flatMap((input) => {
    const message = problems.get(input);
    return message === undefined ? [] : [{ input, message }];
  });
  for (const input of Object.keys(given))
    if (!declared.has(input)) found.push({ input, message: t('The workflow has no input {0}', input) });
  return { inputs: checked, problems: found, patterned };
}

function problemOf(input: InputDefinition, value: JsonValue): string | undefined {
  const { name, type, minimum, maximum } = input;
  if (!isOfType(type, value)) return t('The input "{0}" must be {1}.', name, typeName(type));
  if (input.enum !== undefined && !input.enum.some((allowed) => isSame(allowed, value)))
    return t(
      'The input "{0}" must be one of {1}.',
      name,
      input.enum.map((allowed) => JSON.stringify(allowed)).join(', '),
    );
  if (typeof value === 'string' && input.format !== undefined && !hasFormat(value, input.format))
    return t('The input "{0}" must have the format {1}.', name, input.format);
  if (typeof value !== 'number') return undefined;
  if (minimum !== undefined && value < minimum) return t('The input "{0}" must be at least {1}.', name, minimum);
  if (maximum !== undefined && value > maximum) return t('The input "{0}" must be at most {1}.', name, maximum);
  return undefined;
}

function patternProblem(name: string, pattern: string, verdict: PatternVerdict): string | undefined {
  switch (verdict) {
    case 'matches':
      return undefined;
    case 'differs':
      return t('The input "{0}" must match the pattern "{1}".', name, pattern);
    case 'invalid':
      return t('The pattern of the input {0} is not a regular expression', name);
    case 'too-slow':
      return t('The pattern of the input {0} took too long', name);
  }
}

/** A format that nobody knows is not checked, as JSON Schema has it. */
function hasFormat(value: string, format: string): boolean {
  const known: unknown = Object.hasOwn(fullFormats, format) ? fullFormats[format as keyof typeof fullFormats] : true;
  const check: unknown = typeof known === 'object' && known !== null && 'validate' in known ? known.validate : known;
  if (check instanceof RegExp) return check.test(value);
  return typeof check === 'function' ? (check as (text: string) => unknown)(value) === true : true;
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => isSame(item, b[i] ?? null));
  if (!isJsonObject(a)) return a === b;
  const keys = Object.keys(a);
  if (!isJsonObject(b) || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSame(a[key] ?? null, b[key] ?? null));
}
