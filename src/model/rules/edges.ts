import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { Range } from '../../base/text.ts';
import { itemsOf, stringOf, type SyntaxTree, toJson, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, Rule } from './rule.ts';

/** Same source, target, `on` and condition. */
export const duplicateEdge: Rule = {
  code: 'duplicate-edge',
  severity: 'error',
  *check({ tree, writtenEdges }) {
    const conditions = conditionTexts(tree);
    const seen = new Map<string, Range>();
    for (const edge of writtenEdges) {
      const key = JSON.stringify([
        edge.source.toLowerCase(),
        edge.target.toLowerCase(),
        edge.on,
        conditions.get(edge.range) ?? null,
      ]);
      const first = seen.get(key);
      if (first)
        yield {
          message: t(
            'This edge from "{0}" to "{1}" is there already. Remove one of the two.',
            edge.source,
            edge.target,
          ),
          range: edge.range,
          nodes: [edge.source, edge.target],
          related: [{ message: t('The first one is here.'), range: first }],
        };
      else seen.set(key, edge.range);
    }
  },
};

function conditionTexts(tree: SyntaxTree): ReadonlyMap<Range, string> {
  const texts = new Map<Range, string>();
  for (const item of itemsOf(valueOf(tree.root, 'edges'))) {
    const condition = valueOf(item, 'condition');
    if (condition) texts.set(item.range, (stringOf(condition) ?? JSON.stringify(toJson(condition))).trim());
  }
  return texts;
}

export const selfEdge: Rule = {
  code: 'self-edge',
  severity: 'error',
  *check({ writtenEdges }) {
    for (const edge of writtenEdges)
      if (edge.source.toLowerCase() === edge.target.toLowerCase())
        yield {
          message: t('"{0}" leads to itself. An edge leads to another node.', edge.source),
          range: edge.range,
          nodes: [edge.source],
        };
  },
};

export const unknownNode: Rule = {
  code: 'unknown-node',
  severity: 'error',
  *check({ tree, writtenEdges }) {
    const ids = itemsOf(valueOf(tree.root, 'nodes')).flatMap((item) => stringOf(valueOf(item, 'id')) ?? []);
    const known = new Set(ids.map((id) => id.toLowerCase()));
    for (const { source, sourceRange, target, targetRange } of writtenEdges) {
      if (!known.has(source.toLowerCase())) yield unknownEnd(source, sourceRange, ids);
      if (!known.has(target.toLowerCase())) yield unknownEnd(target, targetRange, ids);
    }
  },
};

function unknownEnd(id: string, range: Range, ids: readonly string[]): Finding {
  const suggestion = nearest(id, ids);
  return {
    message:
      suggestion === undefined
        ? t('There is no node "{0}". Add it under "nodes", or name another.', id)
        : t('There is no node "{0}". Did you mean "{1}"?', id, suggestion),
    range,
    nodes: [id],
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
