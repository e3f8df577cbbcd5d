/** Where a value usually comes from somewhere else: the beginning of an expression. */
import { t } from '../../base/l10n.ts';
import type { Cursor } from '../cursor.ts';
import { inputSummary } from '../summaries.ts';
import type { CompletionItem } from '../types.ts';
import { inOrder } from './valueItem.ts';

export function expressionStarters(cursor: Cursor): readonly CompletionItem[] {
  if (cursor.kind !== 'value' || cursor.source !== '' || !mayHoldExpression(cursor)) return [];
  const written = (source: string): string => {
    const text = `\\\${{ ${source} }}`;
    return cursor.lead + (cursor.quoted ? text : `"${text}"`);
  };
  const item = (label: string, source: string, index: number): CompletionItem => ({
    label,
    kind: 'snippet',
    insertText: written(source),
    snippet: true,
    range: cursor.range,
    sortText: `9${inOrder(index)}`,
  });
  const lists = isItems(cursor)
    ? [...(cursor.workflow().definition.inputs?.values() ?? [])].filter(({ type }) => type === 'array')
    : [];
  return [
    ...lists.map((input, index) => ({
      ...item(`\${{ inputs.${input.name} }}`, `inputs.${input.name}`, index),
      documentation: () => inputSummary(input),
    })),
    {
      ...item('${{ }}', '$1', lists.length),
      documentation: () => t('An expression: a value from the inputs or from nodes that come before.'),
      retrigger: true,
    },
  ];
}

function isItems({ path: [section, , key, setting] }: Cursor): boolean {
  return section === 'nodes' && key === 'config' && setting === 'items';
}

/** `expression` of `with` is JSONata. */
function mayHoldExpression(cursor: Cursor): boolean {
  const [section, , key, setting] = cursor.path;
  const { length } = cursor.path;
  if (section === 'outputs') return length === 2;
  if ((section === 'nodes' || section === 'agents') && key === 'with')
    return length >= 4 && setting !== 'expression' && setting !== 'path';
  if (section !== 'nodes' || key !== 'config') return false;
  return length === 4
    ? ['items', 'message', 'seconds', 'until'].includes(String(setting))
    : length === 5 && setting === 'inputs';
}
