import { runnerNames } from '../../model/definition.ts';
import { nodeAt, pairOf, pairsOf } from '../../model/syntax/syntaxTree.ts';
import type { Cursor } from '../cursor.ts';
import type { CompletionItem } from '../types.ts';
import { valueText } from '../valueText.ts';
import { runnerSettings } from './runnerSettings.ts';
import { inBlock, inFlow, type Lines } from './snippetLines.ts';
import { inOrder, valueItem } from './valueItem.ts';

/** The runners of an agent, each with what its `with` begins with where that is not written yet. */
export function completeRunners(cursor: Cursor): readonly CompletionItem[] {
  const bringsSettings = wantsSettings(cursor);
  return runnerNames.map((uses, index) => {
    const settings: Lines = [['with', runnerSettings[uses]]];
    const text = cursor.flow ? `, ${inFlow(settings, false)}` : `\n${inBlock(settings, '')}`;
    return valueItem(cursor, uses, 'value', {
      documentation: () => valueText('uses', uses),
      sortText: inOrder(index),
      ...(bringsSettings ? { insertText: cursor.lead + uses + text, snippet: true } : {}),
    });
  });
}

/** In JSON the keys would need quotes; a value below its key is not where the next key begins. */
function wantsSettings({ tree, path, quoted, range }: Cursor): boolean {
  const agent = nodeAt(tree.root, path.slice(0, -1));
  const key = pairOf(agent, 'uses')?.key;
  if (quoted || pairOf(agent, 'with') || key?.range.start.line !== range.start.line) return false;
  return pairsOf(agent).every(({ key: { style } }) => style === 'plain');
}
