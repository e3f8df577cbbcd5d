/**
 * The groups of a structure, found once and laid out one by one: series, and the stages between their nodes.
 *
 * 1. Two nodes are a stage's entry and exit when everything from the one on comes to the other, and everything that leads to the
 *    other comes from the one: the one dominates, the other postdominates. So no edge passes the stage by, nor leaves it.
 * 2. Stages behind each other make a series; whatever else is within a stage is a series too, though it be one node.
 * 3. Everything is within the series from a start before all nodes to an end behind them. Both are in no picture.
 *
 * Edges that leave a fork's branches for elsewhere leave it without a stage: its nodes are then in that around it. Linear but for
 * dominators; the graph has no cycles.
 */
import { DominatorTree } from '../../model/graph/dominatorTree.ts';
import { link, type Links, type Lists } from '../../model/graph/links.ts';
import type { LayoutStructure } from '../structure.ts';

export interface Groups {
  /** From the start before all nodes to the end behind them, whose indices are behind the last node's. */
  readonly whole: Series;
  /** Stages by how deep they are in others, the outermost first. */
  readonly levels: readonly (readonly Stage[])[];
}

/** Nodes in one line; from each to the next leads a stage. */
export type Series = readonly number[];

/** What is between a node and the next of its series. */
export interface Stage {
  readonly entry: number;
  readonly exit: number;
  /** In the order of the edges that lead to them. */
  readonly parts: readonly Part[];
}

/** What is connected within a stage: one series, or pieces of several. */
export interface Part {
  /** None: its only edge leads from the entry to the exit. */
  readonly series: readonly Series[];
  /** Structure's edges that lead to its series, from one to another and to the exit, in their order. */
  readonly edges: readonly number[];
}

/** The edge that is all there is in a stage. */
export function linkOf({ parts }: Pick<Stage, 'parts'>): number | undefined {
  const [only] = parts;
  return parts.length === 1 && only?.series.length === 0 ? only.edges[0] : undefined;
}

export function findGroups(structure: LayoutStructure): Groups {
  const graph = makeGraph(structure);
  const seriesOf = findSeries(graph);
  const depth = new Int32Array(graph.nodes);
  const levels: Stage[][] = [];
  const parts = untied(structure, partsOf(graph, seriesOf));
  for (const entry of seriesOf.order) {
    const owner = seriesOf.owner(entry);
    const own = owner === none ? 0 : (depth[owner] ?? 0) + 1;
    depth[entry] = own;
    const ownParts = parts.get(entry);
    if (ownParts) (levels[own] ??= []).push({ entry, exit: seriesOf.next[entry] ?? none, parts: ownParts });
  }
  return { whole: seriesOf.from(structure.nodes.length), levels };
}

const none = -1;

interface Graph {
  readonly nodes: number;
  readonly links: Links;
  /** Links below this many are edges of the structure; those behind lead from the start and to the end. */
  readonly edges: readonly number[];
}

function makeGraph({ nodes, edges }: LayoutStructure): Graph {
  const count = nodes.length;
  const kept = edges.flatMap(({ source, target }, edge) => (source === target ? [] : [edge]));
  const sources = kept.map((edge) => edges[edge]?.source ?? 0);
  const targets = kept.map((edge) => edges[edge]?.target ?? 0);
  const [isSource, isTarget] = [new Set(sources), new Set(targets)];
  for (let node = 0; node < count; node++) {
    if (!isTarget.has(node)) {
      sources.push(count);
      targets.push(node);
    }
    if (!isSource.has(node)) {
      sources.push(node);
      targets.push(count + 1);
    }
  }
  return { nodes: count + 2, links: link(Int32Array.from(sources), Int32Array.from(targets), count + 2), edges: kept };
}

interface AllSeries {
  /** All nodes, behind what leads to them. */
  readonly order: Int32Array;
  /** By node the next one of its series, or none. */
  readonly next: Int32Array;
  /** By node the first one of its series. */
  readonly first: Int32Array;
  /** The stage, by its entry, that a node's series is in. */
  owner(node: number): number;
  from(first: number): Series;
}

function findSeries({ nodes, links: { sources, targets, outgoing, incoming } }: Graph): AllSeries {
  const forth: Lists = { starts: outgoing.starts, items: outgoing.items.map((edge) => targets[edge] ?? 0) };
  const back: Lists = { starts: incoming.starts, items: incoming.items.map((edge) => sources[edge] ?? 0) };
  const before = new DominatorTree({ count: nodes, roots: [nodes - 2], next: forth, previous: back });
  const behind = new DominatorTree({ count: nodes, roots: [nodes - 1], next: back, previous: forth });
  const order = before.order.subarray(1);
  const next = new Int32Array(nodes).fill(none);
  const first = new Int32Array(nodes);
  const owners = new Int32Array(nodes).fill(none);
  for (const node of order) {
    const exit = behind.parentOf(node);
    if (exit < nodes && before.parentOf(exit) === node) next[node] = exit;
  }
  for (const node of order) {
    const dominator = before.parentOf(node);
    const isNext = dominator < nodes && next[dominator] === node;
    first[node] = isNext ? (first[dominator] ?? 0) : node;
    if (isNext || dominator === nodes) continue;
    // A node without a stage of its own hands on what it dominates to the stage that it is in.
    owners[node] = next[dominator] === none ? (owners[first[dominator] ?? 0] ?? none) : dominator;
  }
  return {
    ...{ order, next, first },
    owner: (node) => owners[first[node] ?? 0] ?? none,
    from: (node) => {
      const found = [node];
      for (let at = next[node] ?? none; at !== none; at = next[at] ?? none) found.push(at);
      return found;
    },
  };
}

/** By entry. */
function partsOf({ links, edges }: Graph, all: AllSeries): Map<number, readonly Part[]> {
  const groups = new Groupings(all.first.length);
  const { sources, targets } = links;
  const firstOf = (node: number): number => all.first[node] ?? 0;
  sources.forEach((source, at) => {
    const target = targets[at] ?? 0;
    if (isInner(all, source, target)) groups.join(firstOf(source), firstOf(target));
  });
  const members = new Map<number, Series[]>();
  const ownEdges = new Map<number, number[]>();
  for (const node of all.order) if (all.first[node] === node) addTo(members, groups.of(node), all.from(node));
  const parts = new Map<number, Part[]>();
  sources.forEach((source, at) => {
    const target = targets[at] ?? 0;
    const edge = at < edges.length ? edges[at] : undefined;
    if (all.next[source] === target) {
      if (edge !== undefined) addTo(parts, source, { series: [], edges: [edge] });
      return;
    }
    const isEntering = all.owner(target) === source;
    const group = groups.of(firstOf(isEntering ? target : source));
    // Each part is led to from the entry: by the first such edge it has its place.
    if (isEntering && !ownEdges.has(group)) {
      const own: number[] = [];
      ownEdges.set(group, own);
      addTo(parts, source, { series: members.get(group) ?? [], edges: own });
    }
  });
  sources.forEach((source, at) => {
    const target = targets[at] ?? 0;
    const edge = edges[at];
    if (edge === undefined || all.next[source] === target) return;
    ownEdges.get(groups.of(firstOf(all.owner(target) === source ? target : source)))?.push(edge);
  });
  return parts;
}

/**
 * Series that are connected in some other way than by their stage's entry and exit are cut where a single edge leads on, and where a
 * task has several: their nodes are laid out with those of the others, in layers. Only what is between gateways stays together.
 */
function untied({ nodes }: LayoutStructure, parts: Map<number, readonly Part[]>): ReadonlyMap<number, readonly Part[]> {
  const isGateway = (node: number): boolean => nodes[node]?.shape === 'gateway';
  const cut = (part: Part): Part => {
    const edges = [...part.edges];
    const series = part.series.flatMap((whole) => {
      const pieces: number[][] = [[]];
      const others: Series[] = [];
      for (const node of whole) {
        pieces.at(-1)?.push(node);
        const own = parts.get(node);
        if (!own || (isGateway(node) && linkOf({ parts: own }) === undefined)) continue;
        parts.delete(node);
        for (const inner of own.map(cut)) {
          edges.push(...inner.edges);
          others.push(...inner.series);
        }
        pieces.push([]);
      }
      return [...pieces, ...others];
    });
    return { series, edges: edges.sort((a, b) => a - b) };
  };
  for (const [entry, own] of parts)
    parts.set(
      entry,
      own.map((part) => (part.series.length < 2 ? part : cut(part))),
    );
  return parts;
}

/** Whether an edge leads from one series to another of the same stage. */
function isInner(all: AllSeries, source: number, target: number): boolean {
  return all.next[source] !== target && all.owner(target) !== source && all.next[all.owner(source)] !== target;
}

export function addTo<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

/** Sets that are joined, each named by one of its own (union-find). */
class Groupings {
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, index) => index);
  }

  of(node: number): number {
    let at = node;
    for (let parent = this.#parents[at] ?? at; parent !== at; parent = this.#parents[at] ?? at) {
      this.#parents[at] = this.#parents[parent] ?? parent;
      at = parent;
    }
    return at;
  }

  join(a: number, b: number): void {
    this.#parents[this.of(b)] = this.of(a);
  }
}
