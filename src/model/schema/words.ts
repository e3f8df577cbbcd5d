/** What the schema says, in words for people. */
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { PathStep } from '../syntax/syntaxTree.ts';
import type { SchemaError } from './generated/validator.js';

/** The name of what a path leads to: its last key, or the id of the item. */
export function nameOf(path: readonly PathStep[]): string {
  const last = path.at(-1);
  if (typeof last === 'string') return `"${last}"`;
  switch (path[0]) {
    case 'nodes':
      return path.length === 2 ? t('A node') : t('An item');
    case 'edges':
      return path.length === 2 ? t('An edge') : t('An item');
    default:
      return last === undefined ? t('The workflow') : t('An item');
  }
}

export function typeText(part: Record<string, JsonValue>): string {
  const types = new Set<string>();
  const collect = (candidate: JsonValue | undefined): void => {
    if (!isJsonObject(candidate)) return;
    for (const type of Array.isArray(candidate.type) ? candidate.type : [candidate.type])
      if (typeof type === 'string') types.add(typeName(type));
    if (Array.isArray(candidate.enum)) types.add(t('one of {0}', candidate.enum.map(String).join(', ')));
    if (typeof candidate.$ref === 'string') types.add(t('an expression'));
    if (Array.isArray(candidate.anyOf)) candidate.anyOf.forEach(collect);
  };
  collect(part);
  return [...types].join(` ${t('or')} `);
}

function typeName(type: string): string {
  switch (type) {
    case 'string':
      return t('a text');
    case 'number':
      return t('a number');
    case 'integer':
      return t('a whole number');
    case 'boolean':
      return t('true or false');
    case 'array':
      return t('a list');
    case 'object':
      return t('a map of keys');
    default:
      return type;
  }
}

export function boundText({ keyword, params, message }: SchemaError): string {
  const limit = Number(params.limit);
  switch (keyword) {
    case 'minimum':
      return t('at least {0}.', limit);
    case 'exclusiveMinimum':
      return t('more than {0}.', limit);
    case 'maximum':
      return t('at most {0}.', limit);
    case 'minLength':
      return t('it must not be empty.');
    case 'maxLength':
      return t('at most {0} characters.', limit);
    case 'minItems':
      return t('at least {0} items.', limit);
    case 'pattern':
      return t('use letters, digits, _ and -, beginning with a letter or _, at most 100 characters.');
    default:
      return message ?? keyword;
  }
}

/** YAML 1.2 has them no more. */
export const mergeKey = '<<';

export function mergeKeyText(): string {
  return t('A merge key ("<<") is not read: write its keys out, or let an alias stand for a whole value.');
}
