import { t } from '../../base/l10n.ts';
import { itemsOf, stringOf, valueOf } from '../syntax/syntaxTree.ts';
import type { Range } from '../../base/text.ts';
import type { Rule } from './rule.ts';

/** Ids differ in more than case, since expressions ignore it. */
export const duplicateNodeId: Rule = {
  code: 'duplicate-node-id',
  severity: 'error',
  *check({ tree }) {
    const seen = new Map<string, { id: string; range: Range }>();
    for (const item of itemsOf(valueOf(tree.root, 'nodes'))) {
      const value = valueOf(item, 'id');
      const id = stringOf(value);
      if (!value || id === undefined) continue;
      const first = seen.get(id.toLowerCase());
      if (first)
        yield {
          message: t('Another node has the id "{0}". Give this one its own.', first.id),
          range: value.range,
          nodes: [id],
          related: [{ message: t('The first one is here.'), range: first.range }],
        };
      else seen.set(id.toLowerCase(), { id, range: value.range });
    }
  },
};
