/** Inputs as people type them. Knows nothing of an editor. */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { InputDefinition, WorkflowDefinition } from '../../model/definition.ts';
import { checkInputs } from '../../engine/inputs.ts';
import { safeLine, withoutLinks } from '../../presentation/safeText.ts';

/** Those that an execution cannot begin without, in the file's order. */
export function missingInputs({ inputs }: WorkflowDefinition): readonly InputDefinition[] {
  return [...(inputs?.values() ?? [])].filter((input) => input.required && input.default === undefined);
}

/** The values to choose from; undefined where anything of the type may be typed. */
export function choicesOf({ enum: allowed, type }: InputDefinition): readonly JsonValue[] | undefined {
  return allowed ?? (type === 'boolean' ? [true, false] : undefined);
}

/** What is asked above the box: the description, then what may be typed. Links in it are no links (threat T15). */
export function promptOf(input: InputDefinition): string {
  const { name, description = '', type, secret } = input;
  const hints = [
    safeLine(description, 300),
    input.enum ? '' : typeHint(type),
    ...boundsOf(input),
    secret ? t('A secret. It is not stored.') : '',
  ];
  const what = hints.filter((hint) => hint !== '').join(' · ');
  return withoutLinks(what === '' ? name : what);
}

/** What a value must fit, where it is not picked from a list. */
function boundsOf({ enum: allowed, type, minimum, maximum, format, pattern }: InputDefinition): readonly string[] {
  if (allowed) return [];
  const isNumber = type === 'number' || type === 'integer';
  const range =
    minimum === undefined
      ? maximum === undefined
        ? ''
        : t('at most {0}', maximum)
      : maximum === undefined
        ? t('at least {0}', minimum)
        : t('{0} to {1}', minimum, maximum);
  return [
    isNumber ? range : '',
    format === undefined ? '' : t('Format: {0}', safeLine(format, 100)),
    pattern === undefined ? '' : t('Pattern: {0}', safeLine(pattern, 100)),
  ];
}

function typeHint(type: InputDefinition['type']): string {
  switch (type) {
    case 'string':
    case 'boolean':
      return '';
    case 'number':
      return t('A number');
    case 'integer':
      return t('A whole number');
    case 'object':
      return t('An object as JSON, e.g. {"a": 1}');
    case 'array':
      return t('A list as JSON, e.g. ["a", "b"]');
  }
}

/** A typed value, checked as the engine checks it; the error is a sentence. */
export async function readInput(input: InputDefinition, text: string): Promise<Result<JsonValue, string>> {
  const value = parse(input, text);
  if (value === undefined) return err(hintOf(input.type));
  const problem = await checkInput(input, value);
  return problem === undefined ? ok(value) : err(problem);
}

/** What is wrong with a value, as the engine sees it; undefined when nothing is. */
export async function checkInput(input: InputDefinition, value: JsonValue): Promise<string | undefined> {
  const checked = await checkInputs({ inputs: new Map([[input.name, input]]) }, { [input.name]: value });
  return checked.ok ? undefined : withoutLinks(safeLine(checked.error[0]?.message ?? '', 300));
}

/** As it would be typed. */
export function typed(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What to type instead of something that cannot be read. */
function hintOf(type: InputDefinition['type']): string {
  if (type === 'integer') return t('Type a whole number, e.g. {0}.', '3');
  if (type === 'number') return t('Type a number, e.g. {0}.', '1.5');
  return type === 'array' || type === 'object'
    ? t('This is not JSON. Type e.g. {0}.', type === 'array' ? '["a", "b"]' : '{"a": 1}')
    : t('This is not JSON.');
}

function parse({ type }: InputDefinition, text: string): JsonValue | undefined {
  if (type === 'string') return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
