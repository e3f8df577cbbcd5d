/** Values as YAML text on one line. */
import { isJsonObject, type JsonValue } from '../../base/json.ts';

/** `json`: keys and texts in double quotes, as a file in JSON form has them. */
export type Dialect = 'yaml' | 'json';

const plain = /^(?:\.{1,2}\/)*[A-Za-z_][\w-]*(?:[./][\w-]+)*$/;
/** Words that some reader of YAML takes for something else than text. */
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

export function scalarText(value: string | number | boolean | null, dialect: Dialect): string {
  if (typeof value !== 'string') return String(value);
  return dialect === 'yaml' && plain.test(value) && !reserved.test(value) ? value : JSON.stringify(value);
}

export function valueText(value: JsonValue, dialect: Dialect): string {
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, dialect)).join(', ')}]`;
  if (!isJsonObject(value)) return scalarText(value, dialect);
  const pairs = pairTexts(value, dialect);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** `key: value` for each key. */
export function pairTexts(value: Readonly<Record<string, JsonValue>>, dialect: Dialect): readonly string[] {
  return Object.entries(value).map(([key, one]) => pairText(key, one, dialect));
}

export function pairText(key: string, value: JsonValue, dialect: Dialect): string {
  return `${keyText(key, dialect)}: ${valueText(value, dialect)}`;
}

/** `on` is a key of edges, and read as text. */
export function keyText(key: string, dialect: Dialect): string {
  return key === 'on' && dialect === 'yaml' ? key : scalarText(key, dialect);
}

/** A text in the quotes that another one has. */
export function quotedAs(written: string, value: string): string {
  if (written.startsWith("'")) return `'${value.replaceAll("'", "''")}'`;
  return scalarText(value, written.startsWith('"') ? 'json' : 'yaml');
}
