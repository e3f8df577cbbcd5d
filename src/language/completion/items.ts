/** A new item where a list is wanted and its dash is not written yet. */
import { resolve, type SchemaPart } from '../../model/schema/lookup.ts';
import type { Cursor } from '../cursor.ts';
import { isObject } from '../schemaText.ts';
import type { CompletionItem } from '../types.ts';
import { entrySnippets } from './snippets.ts';
import { completeValues } from './values.ts';

export function completeItems(cursor: Cursor, list: SchemaPart): readonly CompletionItem[] {
  const item = resolve(list.items);
  if (!item) return [];
  const inItem: Cursor = {
    ...cursor,
    path: [...cursor.path, 0],
    ...(cursor.flow ? {} : { lead: '- ', pad: cursor.pad + 2 }),
  };
  return isObject(item) ? entrySnippets(inItem, item) : completeValues(inItem, item);
}
