/**
 * What meets in a node: of the edges that lead to it, whether two can be taken together, how many at the most, and where the ways
 * to them part.
 *
 * 1. Edges are grouped by what is dominated by the same child of the node at which they part, and so on inwards. So thousands of
 *    edges that part at one place are not compared with each other.
 * 2. `most` is an upper bound: never below what some choices bring, and exact where forks, gateways and joins nest.
 */
import { heaviest } from './heaviest.ts';
import { no, type Parting, type Together } from './together.ts';
import { onFailure, onSuccess } from './ways.ts';

export interface Meeting {
  readonly edges: readonly [number, number];
  /** Where the ways to them part; the tree's root where the workflow begins at several nodes. */
  readonly at: Parting;
}

/** Pairs of edges that are looked at one by one at a place, before it counts as unknown. */
const maxPairs = 4_000;
const maxDepth = 1_000;

/** Edges whose ways part at one node, by the way that they take from there. */
interface Split {
  readonly at: number;
  readonly groups: readonly Group[];
}

interface Group {
  readonly edges: readonly number[];
  /** Edges that leave the node where they part, if the ways of the group begin with nothing else. */
  readonly entries: readonly number[] | undefined;
  /** Whether a join on its ways may make something of failures that no way leads through. */
  readonly mayAbsorb: boolean;
}

/** Two edges from different nodes that can certainly be taken together. */
export function certainMeeting(together: Together, node: number): Meeting | undefined {
  const work = [sorted(together, node)];
  for (let edges = work.pop(); edges !== undefined; edges = work.pop()) {
    if (edges.length < 2) continue;
    const at = commonOf(together, edges);
    if (together.parallels[at] === 0) continue;
    const split = splitOf(together, edges, at);
    const found = meetingAt(together, split);
    if (found) return found;
    for (const group of split.groups) if (group.edges.length > 1) work.push([...group.edges]);
  }
  return undefined;
}

function meetingAt(together: Together, { at, groups }: Split): Meeting | undefined {
  let left = maxPairs;
  for (const [index, first] of groups.entries())
    for (let next = index + 1; next < groups.length; next++) {
      const second = groups[next];
      if (!second || (first.entries && second.entries && together.ways.isParallel[at] !== 1)) continue;
      for (const one of first.edges)
        for (const other of second.edges) {
          if (left-- < 0) return undefined;
          if (together.sourceOf(one) === together.sourceOf(other)) continue;
          const parting = together.parting(one, other);
          if (parting >= 0) return { edges: [one, other], at: parting };
          // What holds of one holds of the whole group, where its ways begin with nothing else.
          if (parting === no && second.entries) break;
        }
    }
  return undefined;
}

/** At most so many of a node's edges can be taken together. */
export function mostArrivals(together: Together, node: number): number {
  // Where nothing is chosen, all that can come comes.
  if (together.choices[together.tree.root] === 0) return together.takeableArrivals(node);
  return mostOf(together, sorted(together, node), 0);
}

function mostOf(together: Together, edges: readonly number[], depth: number): number {
  if (edges.length < 2 || depth > maxDepth) return edges.length;
  const at = commonOf(together, edges);
  if (together.choices[at] === 0) return edges.length;
  if (together.parallels[at] === 0 && together.absorbers(at) < 2) return 1;
  const { groups } = splitOf(together, edges, at);
  const weights = groups.map((group) => mostOf(together, group.edges, depth + 1));
  return (
    heaviest(weights, (one, other) => mayMeet(together, groups[one], groups[other])) ??
    simplyMost(groups, weights, together)
  );
}

function mayMeet(together: Together, one: Group | undefined, other: Group | undefined): boolean {
  if (!one || !other) return false;
  if (one.mayAbsorb && other.mayAbsorb) return true;
  if (one.entries && other.entries) return mayMeetAt(together, one.entries, other.entries);
  if (one.edges.length * other.edges.length > maxPairs) return true;
  return one.edges.some((edge) => other.edges.some((another) => together.parting(edge, another) !== no));
}

function mayMeetAt(together: Together, some: readonly number[], others: readonly number[]): boolean {
  return some.some((one) => others.some((other) => together.ways.together(one, other)));
}

/** The same for very many ways from one node: by what is taken on success and on failure alone. */
function simplyMost(groups: readonly Group[], weights: readonly number[], together: Together): number {
  const sumOf = (bit: number): number =>
    groups.reduce((sum, { entries }, index) => {
      const counts = !entries || entries.some((edge) => ((together.ways.taken[edge] ?? 0) & bit) !== 0);
      return counts ? sum + (weights[index] ?? 0) : sum;
    }, 0);
  const [first] = groups;
  const isGateway =
    groups.every(({ entries }) => entries !== undefined) &&
    together.graph.nodes[together.sourceOf(first?.entries?.[0] ?? -1)]?.kind === 'exclusive_gateway';
  return Math.max(isGateway ? Math.max(...weights) : sumOf(onSuccess), sumOf(onFailure));
}

/** The nodes at which the ways to a node's edges part, the outermost first. */
export function partings(together: Together, node: number): number[] {
  const found: number[] = [];
  const work = [sorted(together, node)];
  for (let edges = work.pop(); edges !== undefined; edges = work.pop()) {
    if (edges.length < 2) continue;
    const at = commonOf(together, edges);
    found.push(at);
    for (let from = 0; from < edges.length;) {
      const child = childOf(together, edges[from] ?? -1, at);
      let to = from + 1;
      while (child !== -1 && to < edges.length && childOf(together, edges[to] ?? -1, at) === child) to++;
      if (to - from > 1) work.push(edges.slice(from, to));
      from = to;
    }
  }
  return found.slice();
}

/** What is dominated at once by the node at which the ways part, and leads to the edge; -1 where the edge leaves that node. */
function childOf(together: Together, edge: number, at: number): number {
  const source = together.sourceOf(edge);
  return source === at ? -1 : together.tree.childTowards(at, source);
}

/** The edges that can be taken, those whose sources have a dominator in common beside each other. */
function sorted(together: Together, node: number): number[] {
  const edges = together.arrivals(node);
  if (edges.length < 2) return edges;
  for (let at = 1; at < edges.length; at++)
    if (placeOf(together, edges[at - 1] ?? -1) >= placeOf(together, edges[at] ?? -1))
      return edges.sort((a, b) => placeOf(together, a) - placeOf(together, b) || a - b);
  return edges;
}

function placeOf(together: Together, edge: number): number {
  return together.tree.places[together.sourceOf(edge)] ?? 0;
}

/** Where the ways to sorted edges part first. */
function commonOf(together: Together, edges: readonly number[]): number {
  return together.tree.common(together.sourceOf(edges[0] ?? -1), together.sourceOf(edges.at(-1) ?? -1));
}

function splitOf(together: Together, edges: readonly number[], at: number): Split {
  const groups: (Group & { readonly edges: number[] })[] = [];
  let last = -1;
  for (const edge of edges) {
    const child = childOf(together, edge, at);
    if (child !== -1 && child === last) groups.at(-1)?.edges.push(edge);
    else if (child === -1) groups.push({ edges: [edge], entries: [edge], mayAbsorb: false });
    else {
      const mayAbsorb = together.absorbers(child) > 0;
      groups.push({ edges: [edge], entries: entriesOf(together, child, at), mayAbsorb });
    }
    last = child;
  }
  return { at, groups };
}

function entriesOf(together: Together, node: number, from: number): readonly number[] | undefined {
  const entries = together.arrivals(node);
  return entries.length > 0 && entries.every((edge) => together.sourceOf(edge) === from) ? entries : undefined;
}
