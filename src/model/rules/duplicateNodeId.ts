import { t } from '../../base/l10n.ts';
import { itemsOf, type SyntaxNode, valueOf } from '../syntax/syntaxTree.ts';
import type { Range } from '../../base/text.ts';
import type { Rule } from './rule.ts';

/** Ids differ in more than case, since expressions ignore it. */
export const duplicateNodeId: Rule = {
  code: 'duplicate-node-id',
  severity: 'error',
  ofShape: true,
  *check({ tree, shape }) {
    if (shape.ids.all.length === shape.nodes.length) return;
    const seen = new Map<string, { readonly id: string; readonly index: number }>();
    const items = itemsOf(valueOf(tree.root, 'nodes'));
    const rangeOf = (index: number): Range => (valueOf(items[index], 'id') as SyntaxNode).range;
    for (const [index, { id, lowerId }] of shape.nodes.entries()) {
      if (id === undefined || lowerId === undefined) continue;
      const first = seen.get(lowerId);
      if (first)
        yield {
          message: t('Another node has the id "{0}". Give this one its own.', first.id),
          range: rangeOf(index),
          nodes: [id],
          related: [{ message: t('The first one is here.'), range: rangeOf(first.index) }],
        };
      else seen.set(lowerId, { id, index });
    }
  },
};
