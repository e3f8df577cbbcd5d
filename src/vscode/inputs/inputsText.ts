/** A workflow's inputs as a JSON text to be edited, and its schema. Knows nothing of an editor. */
import { emptyObject, isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { InputDefinition, WorkflowDefinition } from '../../model/definition.ts';
import { checkInput } from '../commands/inputText.ts';

const schemaKey = '$schema';

/** Secrets are left out: they are asked for, masked, when the workflow is run. */
export function inputsText(
  { inputs }: WorkflowDefinition,
  given: ReadonlyMap<string, JsonValue>,
  schema: string,
): string {
  const values = emptyObject();
  values[schemaKey] = schema;
  for (const input of open(inputs)) values[input.name] = given.get(input.name) ?? input.default ?? emptyOf(input);
  return `${JSON.stringify(values, null, 2)}\n`;
}

export function inputsSchema({ inputs }: WorkflowDefinition): JsonObject {
  const properties = emptyObject();
  properties[schemaKey] = { type: 'string' };
  for (const input of open(inputs)) properties[input.name] = schemaOf(input);
  const required = open(inputs).filter((input) => input.required && input.default === undefined);
  return {
    type: 'object',
    properties,
    required: required.map(({ name }) => name),
    additionalProperties: inputs === undefined,
  };
}

/** The inputs that a text gives, checked as the engine checks them; the error is a sentence. */
export async function readInputs({ inputs }: WorkflowDefinition, text: string): Promise<Result<JsonObject, string>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return err(t('This is not JSON: {0}', error instanceof Error ? error.message : String(error)));
  }
  if (!isJsonObject(value)) return err(t('The inputs must be a JSON object.'));
  const given = emptyObject();
  for (const [name, one] of Object.entries(value)) {
    if (name === schemaKey && !inputs?.has(name)) continue;
    const input = inputs?.get(name);
    if (input?.secret === true) return err(t('"{0}" is a secret. Leave it out: it is asked for when you run.', name));
    const problem = input && (await checkInput(input, one));
    if (problem !== undefined) return err(problem);
    given[name] = one;
  }
  return ok(given);
}

function open(inputs: WorkflowDefinition['inputs']): readonly InputDefinition[] {
  return [...(inputs?.values() ?? [])].filter(({ secret }) => !secret);
}

function schemaOf({
  type,
  description,
  enum: allowed,
  format,
  pattern,
  minimum,
  maximum,
}: InputDefinition): JsonObject {
  return {
    type,
    ...(description !== undefined && { description }),
    ...(allowed && { enum: [...allowed] }),
    ...(format !== undefined && { format }),
    ...(pattern !== undefined && { pattern }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  };
}

function emptyOf({ type, enum: allowed }: InputDefinition): JsonValue {
  if (allowed?.[0] !== undefined) return allowed[0];
  switch (type) {
    case 'string':
      return '';
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object':
      return {};
  }
}
