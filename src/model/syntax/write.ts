/** Values to YAML, and changes of a text's top-level keys that leave everything else, comments included, as it is. */
import { Document, isMap, parseDocument, stringify, type ToStringOptions } from 'yaml';
import type { JsonObject, JsonValue } from '../../base/json.ts';

/** Long texts stay on their line: an expression that is folded is hard to read. */
const style: ToStringOptions = { lineWidth: 0 };

/** A value as a YAML text. */
export function toYaml(value: JsonValue): string {
  return stringify(value, { ...style, aliasDuplicateObjects: false });
}

/**
 * A text with other values under some keys of its top level.
 *
 * @param text of which `parse` found nothing wrong
 * @param changes by key; where both the text's value and the new one are maps, the text's keeps its other keys
 */
export function withTopLevel(text: string, changes: JsonObject): string {
  const document = parseDocument(text, { keepSourceTokens: false });
  for (const [key, value] of Object.entries(changes)) {
    const old = document.get(key);
    if (isMap(old) && typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [inner, one] of Object.entries(value)) old.set(inner, node(one));
    else document.set(key, node(value));
  }
  return document.toString(style);
}

function node(value: JsonValue): unknown {
  return new Document(value, { aliasDuplicateObjects: false }).contents;
}
