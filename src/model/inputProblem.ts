/** What keeps a value from being an input's. */
import { isJsonObject, type JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import type { InputDefinition, InputType } from './definition.ts';
import type { DiagnosticCode } from './diagnostic.ts';
import type { Template } from './expressions/template.ts';

export interface InputProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** Of a value that is known before anything runs. */
export function problemOf(input: InputDefinition, template: Template): InputProblem | undefined {
  const { name, type, minimum, maximum } = input;
  if (!mayBe(type, template))
    return { code: 'invalid-type', message: t('The input "{0}" must be {1}.', name, typeName(type)) };
  if (template.kind !== 'literal') return undefined;
  const { value } = template;
  const invalid = (message: string): InputProblem => ({ code: 'invalid-value', message });
  if (input.enum && typeof value !== 'object' && !input.enum.includes(value)) {
    const allowed = input.enum.map((one) => JSON.stringify(one)).join(', ');
    return invalid(t('The input "{0}" must be one of {1}.', name, allowed));
  }
  if (typeof value !== 'number') return undefined;
  if (minimum !== undefined && value < minimum)
    return invalid(t('The input "{0}" must be at least {1}.', name, minimum));
  if (maximum !== undefined && value > maximum)
    return invalid(t('The input "{0}" must be at most {1}.', name, maximum));
  return undefined;
}

/** Whether a value of the type can come out of the template. */
function mayBe(type: InputType, template: Template): boolean {
  switch (template.kind) {
    case 'expression':
      return true;
    case 'literal':
      return isOfType(type, template.value);
    case 'text':
      return type === 'string';
    case 'list':
      return type === 'array';
    case 'map':
      return type === 'object';
  }
}

export function isOfType(type: InputType, value: JsonValue): boolean {
  switch (type) {
    case 'number':
      return Number.isFinite(value);
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    default:
      return typeof value === type;
  }
}

/** For people. */
export function typeName(type: InputType): string {
  switch (type) {
    case 'string':
      return t('text');
    case 'number':
      return t('a number');
    case 'integer':
      return t('a whole number');
    case 'boolean':
      return t('true or false');
    case 'object':
      return t('an object');
    case 'array':
      return t('a list');
  }
}
