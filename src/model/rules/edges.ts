import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import type { Range } from '../../base/text.ts';
import { type EdgeEntry, itemOfEdge } from '../compile/edges.ts';
import type { Shape } from '../compile/shape.ts';
import type { EdgeDefinition } from '../definition.ts';
import type { WorkflowGraph } from '../graph/graph.ts';
import { linksOf } from '../graph/links.ts';
import { stringOf, toJson, valueOf } from '../syntax/syntaxTree.ts';
import type { Finding, Rule } from './rule.ts';

/** Same source, target, `on` and condition. */
export const duplicateEdge: Rule = {
  code: 'duplicate-edge',
  severity: 'error',
  ofShape: true,
  *check({ graph, shape }) {
    const several = new Map<string, EdgeDefinition>();
    for (const { first, edge } of sameEnds(graph)) {
      several.set(keyOf(first), several.get(keyOf(first)) ?? first);
      yield* repeated(edge, several);
    }
    const unknown = new Map<string, EdgeDefinition>();
    for (const { edge } of missingEnds(shape)) if (edge) yield* repeated(edge, unknown);
  },
};

/** The edges that lead from and to where another one does, each with the first that does. */
function* sameEnds(graph: WorkflowGraph): Iterable<{ readonly first: EdgeDefinition; readonly edge: EdgeDefinition }> {
  const { outgoing, targets } = linksOf(graph);
  /** By node: the first edge to it, and whence that comes. */
  const firsts = new Int32Array(graph.nodes.length);
  const sources = new Int32Array(graph.nodes.length).fill(-1);
  for (let source = 0; source < graph.nodes.length; source++) {
    const end = outgoing.starts[source + 1] ?? 0;
    for (let at = outgoing.starts[source] ?? 0; at < end; at++) {
      const index = outgoing.items[at] ?? 0;
      const target = targets[index] ?? 0;
      const first = graph.edges[firsts[target] ?? 0]?.definition;
      const edge = graph.edges[index]?.definition;
      if (sources[target] === source && first && edge) yield { first, edge };
      else {
        sources[target] = source;
        firsts[target] = index;
      }
    }
  }
}

function* repeated(edge: EdgeDefinition, seen: Map<string, EdgeDefinition>): Iterable<Finding> {
  const first = seen.get(keyOf(edge));
  if (!first) {
    seen.set(keyOf(edge), edge);
    return;
  }
  const item = itemOfEdge(edge);
  const [source, target] = [stringOf(valueOf(item, 'source')) ?? '', stringOf(valueOf(item, 'target')) ?? ''];
  yield {
    message: t('This edge from "{0}" to "{1}" is there already. Remove one of the two.', source, target),
    range: edge.range,
    nodes: [source, target],
    related: [{ message: t('The first one is here.'), range: first.range }],
  };
}

function keyOf(edge: EdgeDefinition): string {
  return `${edge.source.toLowerCase()}\n${edge.target.toLowerCase()}\n${edge.on}\n${conditionText(edge)}`;
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
    // Where there are no nodes at all, that is the mistake.
    if (missing.length === 0 || shape.nodes.length === 0) return;
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
  const missing: EdgeEntry[] = [];
  for (let at = 0; at < edges.length; at++)
    if ((ends.sources[at] ?? -1) < 0 || (ends.targets[at] ?? -1) < 0) missing.push(edges[at] as EdgeEntry);
  return missing;
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
