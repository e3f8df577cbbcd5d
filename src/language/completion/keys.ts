/** Keys of a map: from the schema of the place, those that are still missing. */
import { keysOf, type SchemaPart, valuesOf } from '../../model/schema/lookup.ts';
import { pairsOf } from '../../model/syntax/syntaxTree.ts';
import { type Cursor, isMarker } from '../cursor.ts';
import { isList, isObject, keyText, requiredKeys, typeText } from '../schemaText.ts';
import type { CompletionItem } from '../types.ts';
import { entrySnippets } from './snippets.ts';

export function completeKeys(cursor: Cursor, part: SchemaPart): readonly CompletionItem[] {
  if (cursor.kind === 'value') return entrySnippets(cursor, part);
  const written = new Set(pairsOf(cursor.map).flatMap((pair) => (isMarker(pair.name) ? [] : [pair.name])));
  const required = requiredKeys(part);
  const keys = [...keysOf(part)].filter(([key]) => !written.has(key));
  const items = keys.map(([key, schema], index): CompletionItem => {
    const isRequired = required.includes(key);
    return {
      label: key,
      kind: 'key',
      detail: typeText(schema),
      documentation: () => keyText(key, schema, isRequired),
      ...keyInsertion(cursor, key, schema),
      range: cursor.range,
      sortText: `${isRequired ? '0' : '2'}${String(index).padStart(3, '0')}`,
    };
  });
  return written.size === 0 ? [...items, ...entrySnippets(cursor, part)] : items;
}

type Insertion = Pick<CompletionItem, 'insertText' | 'snippet' | 'retrigger'>;

/** The key with what its value begins with, so that typing goes on at the right place. */
function keyInsertion(cursor: Cursor, key: string, schema: SchemaPart): Insertion {
  if (cursor.hasColon || cursor.quoted) return { insertText: key, snippet: false };
  const name = `${cursor.lead}${key}`;
  const inner = ' '.repeat(cursor.pad + 2);
  if (isScalar(schema)) return { insertText: `${name}: `, snippet: false, retrigger: hasChoices(key, schema) };
  if (isList(schema))
    return cursor.flow || holdsTexts(schema)
      ? { insertText: `${name}: [$0]`, snippet: true }
      : { insertText: `${name}:\n${inner}- `, snippet: false, retrigger: true };
  if (isObject(schema))
    return cursor.flow
      ? { insertText: `${name}: { $0 }`, snippet: true, retrigger: true }
      : { insertText: `${name}:\n${inner}`, snippet: false, retrigger: true };
  return { insertText: `${name}: `, snippet: false };
}

function isScalar(schema: SchemaPart): boolean {
  return !isObject(schema) && !isList(schema);
}

function holdsTexts({ items }: SchemaPart): boolean {
  return typeof items === 'object' && items !== null && !Array.isArray(items) && items.type === 'string';
}

function hasChoices(key: string, schema: SchemaPart): boolean {
  return valuesOf(schema).length > 0 || ['agent_id', 'source', 'target', 'condition', 'items', 'path'].includes(key);
}
