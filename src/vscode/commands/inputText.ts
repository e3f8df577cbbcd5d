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

/** What is asked above the box: the description, else the type. Links in it are no links (threat T15). */
export function promptOf({ name, description, type, secret }: InputDefinition): string {
  const hint = secret ? t('A secret. It is not stored.') : typeHint(type);
  const what = description === undefined ? hint : safeLine(description, 300);
  return withoutLinks(what === '' ? name : what);
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
  return type === 'number' ? t('Type a number, e.g. {0}.', '1.5') : t('This is not JSON.');
}

function parse({ type }: InputDefinition, text: string): JsonValue | undefined {
  if (type === 'string') return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
