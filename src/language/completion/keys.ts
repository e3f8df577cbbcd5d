/** Keys of a map: from the schema of the place, those that are still missing. */
import { keysOf, type SchemaPart, valuesOf } from '../../model/schema/lookup.ts';
import { pairsOf } from '../../model/syntax/syntaxTree.ts';
import { type Cursor, isMarker } from '../cursor.ts';
import { isList, isObject, keyText, requiredKeys, typeText } from '../schemaText.ts';
import type { CompletionItem } from '../types.ts';
import { entrySnippets } from './snippets.ts';
import { keyInsertion } from './valueItem.ts';

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
      ...insertion(cursor, key, schema),
      sortText: `${isRequired ? '0' : '2'}${String(index).padStart(3, '0')}`,
    };
  });
  // Of agents and inputs there may be any number.
  const isOpen = cursor.path.length === 1 && keys.length === 0;
  return written.size === 0 || isOpen ? [...items, ...entrySnippets(cursor, part)] : items;
}

type Insertion = Pick<CompletionItem, 'insertText' | 'range' | 'snippet' | 'retrigger'>;

/** The key with what its value begins with, so that typing goes on at the right place. */
function insertion(cursor: Cursor, key: string, schema: SchemaPart): Insertion {
  const written = (behind: string): Pick<Insertion, 'insertText' | 'range'> => keyInsertion(cursor, key, behind);
  if (cursor.hasColon) return { ...written(''), snippet: false };
  const inner = ' '.repeat(cursor.pad + 2);
  if (isScalar(schema)) return { ...written(' '), snippet: false, retrigger: hasChoices(key, schema) };
  if (isList(schema))
    return cursor.flow || holdsTexts(schema)
      ? { ...written(' [$0]'), snippet: true }
      : { ...written(`\n${inner}- `), snippet: false, retrigger: true };
  if (isObject(schema))
    return cursor.flow
      ? { ...written(' { $0 }'), snippet: true, retrigger: true }
      : { ...written(`\n${inner}`), snippet: false, retrigger: true };
  return { ...written(' '), snippet: false };
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
