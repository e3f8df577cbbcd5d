/** Small graphs without their text: `a > b` is an edge; what an id begins with says what it is. */
import type { Description } from '../../../src/layout/description.ts';
import { assignLayers } from '../../../src/layout/linear/layers.ts';
import { type LayoutStructure, type Placement, structureOf } from '../../../src/layout/structure.ts';
import type { NodeKind } from '../../../src/model/definition.ts';
import type { EdgeOutcome, FlowDirection, Point } from '../../../src/protocol/graph.ts';

export interface Sketch {
  readonly description: Description;
  readonly ids: readonly string[];
}

/** @param edges `a > b > c` for a chain, `a >? b` for an edge with a label, `a >! b` for one on failure; chains are parted by commas or line breaks */
export function sketch(edges: string, alone: readonly string[] = []): Sketch {
  const links = edges.split(/[,\n]/).flatMap(chain);
  const ids = [...new Set([...links.flatMap(({ from, to }) => [from, to]), ...alone])];
  const nodes = ids.map((id) => ({ id, kind: kindOf(id), runner: '', label: id, detail: '' }));
  const described = links.map(({ from, to, label, on }) => ({
    source: ids.indexOf(from),
    target: ids.indexOf(to),
    on,
    label,
  }));
  return { ids, description: { nodes, edges: described } };
}

interface Way {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly on: EdgeOutcome;
}

function chain(text: string): readonly Way[] {
  const parts = text.trim().split(/\s*(>[?!]?)\s*/);
  return parts.flatMap((part, index): readonly Way[] => {
    if (!part.startsWith('>')) return [];
    const on = part === '>!' ? 'failure' : 'success';
    return [{ from: parts[index - 1] ?? '', to: parts[index + 1] ?? '', label: part === '>' ? '' : 'when', on }];
  });
}

const prefixes: readonly (readonly [string, NodeKind])[] = [
  ['start', 'start'],
  ['end', 'end'],
  ['fork', 'fork'],
  ['join', 'join'],
  ['choice', 'exclusive_gateway'],
];

function kindOf(id: string): NodeKind {
  return prefixes.find(([prefix]) => id.startsWith(prefix))?.[1] ?? 'agent_task';
}

export function structure({ description }: Sketch, direction: FlowDirection = 'down'): LayoutStructure {
  return structureOf(description, direction);
}

/** A fork into so many branches of one task. */
export function wideFork(branches: number): Sketch {
  const names = Array.from({ length: branches }, (_, index) => `task${index}`);
  return sketch(`start > fork, ${names.map((name) => `fork > ${name} > join`).join(', ')}, join > end`);
}

/** Forks in forks, each with its join, some with an edge right to it, some edges with labels. @param choose a whole number from 0 to `below`, that one left out */
export function seriesParallel(choose: (below: number) => number): {
  readonly sketch: Sketch;
  /** The first of each fork's branches, in the order of the edges. */
  readonly forks: readonly (readonly string[])[];
} {
  const edges: string[] = [];
  const forks: string[][] = [];
  let made = 0;
  const link = (from: string, to: string): void => {
    edges.push(`${from} ${choose(4) === 0 ? '>?' : '>'} ${to}`);
  };
  const between = (from: string, to: string, depth: number): void => {
    let at = from;
    for (let parts = 1 + choose(2); parts > 0; parts--) {
      const id = made++;
      if (depth === 0 || choose(2) === 0) {
        link(at, `task${id}`);
        at = `task${id}`;
        continue;
      }
      const branches: string[] = [];
      link(at, `fork${id}`);
      for (let count = 2 + choose(4); count > 0; count--) {
        const first = `task${made++}`;
        link(`fork${id}`, first);
        between(first, `join${id}`, depth - 1);
        branches.push(first);
      }
      if (choose(6) === 0) link(`fork${id}`, `join${id}`);
      forks.push(branches);
      at = `join${id}`;
    }
    link(at, to);
  };
  between('start', 'end', 3);
  return { sketch: sketch(edges.join(', ')), forks };
}

/** The same graph with more edges, each from a node to one of a layer behind it. @param pairs any two nodes, whether it has a label, and whether it is on failure */
export function withEdges(graph: Sketch, pairs: readonly (readonly [number, number, boolean, boolean?])[]): Sketch {
  const { ids, description } = graph;
  const { layerOf } = assignLayers(structure(graph));
  const edges = pairs.flatMap(([a, b, labelled, fails]) => {
    const [one, other] = [a % ids.length, b % ids.length];
    const [source, target] = layerOf[one]! < layerOf[other]! ? [one, other] : [other, one];
    if (layerOf[source] === layerOf[target]) return [];
    return [{ source, target, on: fails ? ('failure' as const) : ('success' as const), label: labelled ? 'when' : '' }];
  });
  return { ids, description: { ...description, edges: [...description.edges, ...edges] } };
}

/** Both graphs in one: nodes with the same id are the same. */
export function joined(one: Sketch, other: Sketch): Sketch {
  const ids = [...new Set([...one.ids, ...other.ids])];
  const nodes = ids.map((id) => {
    const from = one.ids.includes(id) ? one : other;
    return from.description.nodes[from.ids.indexOf(id)]!;
  });
  const edges = [one, other].flatMap((from) =>
    from.description.edges.map((edge) => ({
      ...edge,
      source: ids.indexOf(from.ids[edge.source]!),
      target: ids.indexOf(from.ids[edge.target]!),
    })),
  );
  return { ids, description: { nodes, edges } };
}

/** The same graph, its nodes written in another order. */
export function reordered({ ids, description: { nodes, edges } }: Sketch, order: readonly number[]): Sketch {
  const now = new Map(order.map((old, index) => [old, index]));
  return {
    ids: order.map((old) => ids[old]!),
    description: {
      nodes: order.map((old) => nodes[old]!),
      edges: edges.map((edge) => ({ ...edge, source: now.get(edge.source)!, target: now.get(edge.target)! })),
    },
  };
}

/** A node's middle: how far along the flow, and how far across it. */
export function middle(
  { ids }: Sketch,
  { nodes, direction }: LayoutStructure,
  placement: Placement,
  id: string,
): { readonly along: number; readonly across: number } {
  const index = ids.indexOf(id);
  const { x, y }: Point = placement.nodes[index]!;
  const { width, height } = nodes[index]!;
  const [column, row] = [x + width / 2, y + height / 2];
  return direction === 'down' ? { along: row, across: column } : { along: column, across: row };
}

export const named: Readonly<Record<string, Sketch>> = {
  'the tutorial': sketch(`
    start > fork_data_sources > fetch_db > join_results > merge_data > end
    fork_data_sources > fetch_api > join_results
    fork_data_sources > fetch_cache > join_results`),
  'forks in forks': sketch(`
    start > fork > a > join > end
    fork > fork_inner > b1 > join_inner > c > join
    fork_inner > fork_innermost > b2 > join_innermost > join_inner
    fork_innermost > b3 > b4 > join_innermost
    fork > d > join`),
  'a choice and joins back to back': sketch(`
    start > fork > choice >? a > join_first > join_second > join_third > end
    choice >? b > join_first
    fork > c > join_second
    fork > d > join_third`),
  'branches of very different length': sketch(`
    start > fork > a1 > a2 > a3 > a4 > a5 > join > end
    fork > b > join
    fork > join`),
  'a choice with an edge that skips everything': sketch(`
    start > choice >? a > b > c > end
    choice >? end`),
  'nodes without any edge': sketch('start > a > end', ['alone', 'fork_alone', 'b']),
  'parts that are not connected': sketch('start > a > end, fork > b > join, fork > c > join'),
  'branches that share a handler': sketch(`
    start > fork > a > join > end
    fork > b > join
    fork > c > join
    a >! handler > end_failed
    b >! handler
    c >! handler`),
  'handlers of handlers': sketch(`
    start > fork > a1 > a2 > join > end
    fork > b > join
    a1 >! undo > join
    a2 >! undo >! alarm > end_failed
    b >! alarm
    end >! alarm`),
  'a cycle': sketch('start > a > b > c > end, c > a'),
  'nothing but a cycle': sketch('a > b > c > a'),
  'a node that leads to itself': sketch('start > a > end, a >? a'),
  'the same edge three times': sketch('start > a > end, start >? a, start > a'),
  'two ways round': sketch('start > a > b > end, b > a, a > b'),
  'no edges': sketch('', ['start', 'a', 'b', 'end']),
  'one node': sketch('', ['start']),
  'no nodes': sketch(''),
};
