import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { Range } from '../../base/text.ts';
import { type EdgeEntry, itemOfEdge } from '../compile/edges.ts';
import type { Shape } from '../compile/shape.ts';
import type { EdgeDefinition } from '../definition.ts';
import { stringOf, toJson, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, Rule } from './rule.ts';

/** Same source, target, `on` and condition. */
export const duplicateEdge: Rule = {
  code: 'duplicate-edge',
  severity: 'error',
  ofShape: true,
  *check({ shape }) {
    const count = shape.ids.all.length;
    /** By its ends the first edge; by all that counts those of which there are several between two nodes. */
    const firsts = new Map<string | number, EdgeDefinition>();
    const several = new Map<string, EdgeDefinition>();
    for (let at = 0; at < shape.edges.length; at++) {
      const { edge, lowerSource, lowerTarget } = shape.edges[at] as EdgeEntry;
      if (!edge) continue;
      const [source, target] = [shape.ends.sources[at] ?? -1, shape.ends.targets[at] ?? -1];
      const ends = source < 0 || target < 0 ? `${lowerSource}\n${lowerTarget}` : source * count + target;
      const first = firsts.get(ends);
      if (!first) {
        firsts.set(ends, edge);
        continue;
      }
      several.set(keyOf(ends, first), several.get(keyOf(ends, first)) ?? first);
      const same = several.get(keyOf(ends, edge));
      if (!same) several.set(keyOf(ends, edge), edge);
      else
        yield {
          message: t(
            'This edge from "{0}" to "{1}" is there already. Remove one of the two.',
            edge.source,
            edge.target,
          ),
          range: edge.range,
          nodes: [edge.source, edge.target],
          related: [{ message: t('The first one is here.'), range: same.range }],
        };
    }
  },
};

function keyOf(ends: string | number, edge: EdgeDefinition): string {
  return `${ends}\n${edge.on}\n${conditionText(edge)}`;
}

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
    for (let at = 0; at < shape.edges.length; at++) {
      const { edge, lowerSource, lowerTarget } = shape.edges[at] as EdgeEntry;
      if (edge && shape.ends.sources[at] === shape.ends.targets[at] && lowerSource === lowerTarget)
        yield {
          message: t('"{0}" leads to itself. An edge leads to another node.', edge.source),
          range: edge.range,
          nodes: [edge.source],
        };
    }
  },
};

export const unknownNode: Rule = {
  code: 'unknown-node',
  severity: 'error',
  ofShape: true,
  *check({ shape }) {
    const missing = missingEnds(shape);
    if (missing.length === 0) return;
    // Some are there, but cannot be understood.
    const known = new Set(shape.nodes.map(({ lowerId }) => lowerId));
    const ids = shape.nodes.flatMap(({ id }) => id ?? []);
    for (const { edge, lowerSource, lowerTarget } of missing) {
      if (!edge) continue;
      if (!known.has(lowerSource)) yield unknownEnd(edge.source, edge.sourceRange, ids);
      if (!known.has(lowerTarget)) yield unknownEnd(edge.target, edge.targetRange, ids);
    }
  },
};

/** Edges with an end that is no node of the graph. */
export function missingEnds({ edges, ends }: Shape): readonly EdgeEntry[] {
  return edges.filter((_, at) => (ends.sources[at] ?? -1) < 0 || (ends.targets[at] ?? -1) < 0);
}

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
