import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { Range } from '../../base/text.ts';
import { itemOfEdge } from '../compile/edges.ts';
import type { EdgeDefinition } from '../definition.ts';
import { stringOf, toJson, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, Rule } from './rule.ts';

/** Same source, target, `on` and condition. */
export const duplicateEdge: Rule = {
  code: 'duplicate-edge',
  severity: 'error',
  ofShape: true,
  *check({ shape }) {
    const seen = new Map<string, Range>();
    for (const { edge, lowerSource, lowerTarget } of shape.edges) {
      if (!edge) continue;
      const key = `${lowerSource}\n${lowerTarget}\n${edge.on}\n${conditionText(edge)}`;
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

function conditionText(edge: EdgeDefinition): string {
  if (edge.condition === undefined) return '';
  const condition = valueOf(itemOfEdge(edge), 'condition');
  return (stringOf(condition) ?? JSON.stringify(toJson(condition))).trim();
}

export const selfEdge: Rule = {
  code: 'self-edge',
  severity: 'error',
  ofShape: true,
  *check({ shape }) {
    for (const { edge, lowerSource, lowerTarget } of shape.edges)
      if (edge && lowerSource === lowerTarget)
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
  ofShape: true,
  *check({ shape }) {
    const known = new Set(shape.nodes.map(({ lowerId }) => lowerId));
    const ids = shape.nodes.flatMap(({ id }) => id ?? []);
    for (const { edge, lowerSource, lowerTarget } of shape.edges) {
      if (!edge) continue;
      if (!known.has(lowerSource)) yield unknownEnd(edge.source, edge.sourceRange, ids);
      if (!known.has(lowerTarget)) yield unknownEnd(edge.target, edge.targetRange, ids);
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
