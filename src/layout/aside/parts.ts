/**
 * What is laid out aside: where an edge of the outcome `failure` leads, unless that is a way round within one stage. The others make
 * the picture as if nothing failed, so that joins are under their forks however many branches share a handler.
 */
import { DominatorTree } from '../../model/graph/dominatorTree.ts';
import { link, type Lists } from '../../model/graph/links.ts';
import { assignLayers, backward } from '../linear/layers.ts';
import type { LayoutEdge, LayoutStructure } from '../structure.ts';

/** Part of a structure, and which of its nodes and edges are in it. */
export interface Piece {
  readonly structure: LayoutStructure;
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
}

export interface Parts {
  readonly main: Piece;
  readonly handlers: Piece;
  /** Edges that are in neither. */
  readonly ways: readonly number[];
}

/** Undefined where nothing is laid out aside; so are graphs with cycles. */
export function setAside(structure: LayoutStructure): Parts | undefined {
  const { nodes, edges } = structure;
  if (!edges.some(({ aside }) => aside) || assignLayers(structure).back.includes(backward)) return undefined;
  const isMain = reachedWithoutFailure(structure);
  const isWayRound = waysRound(structure, isMain);
  const components = componentsOf(structure, isMain);
  for (const component of components.values()) {
    const targets = [...component.targets];
    if (![...component.sources].every((source) => targets.every((target) => isWayRound(source, target)))) continue;
    for (const node of component.nodes) isMain[node] = 1;
  }
  // What has come back to the main part has only edges that are ways round.
  const returned = new Set([...components.values()].flatMap((one) => one.nodes.filter((node) => isMain[node] === 1)));
  const isWay = ({ source, target, aside }: LayoutEdge): boolean => {
    if (isMain[source] !== isMain[target]) return true;
    if (!aside || source === target || isMain[source] !== 1 || returned.has(source) || returned.has(target))
      return false;
    return !isWayRound(source, target);
  };
  const ways = edges.flatMap((edge, index) => (isWay(edge) ? [index] : []));
  if (ways.length === 0) return undefined;
  const left = new Set(ways);
  const piece = (main: number): Piece =>
    pieceOf(
      structure,
      nodes.flatMap((_, node) => (isMain[node] === main ? [node] : [])),
      left,
    );
  return { main: piece(1), handlers: piece(0), ways };
}

/** By node 1 where no failure has to happen for it. */
function reachedWithoutFailure({ nodes, edges }: LayoutStructure): Uint8Array {
  const outgoing = nodes.map((): LayoutEdge[] => []);
  const hasIncoming = new Uint8Array(nodes.length);
  for (const edge of edges) {
    if (edge.source === edge.target) continue;
    outgoing[edge.source]?.push(edge);
    hasIncoming[edge.target] = 1;
  }
  const reached = new Uint8Array(nodes.length);
  const stack = [...nodes.keys()].filter((node) => hasIncoming[node] === 0);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (reached[node] === 1) continue;
    reached[node] = 1;
    for (const { target, aside } of outgoing[node] ?? []) if (!aside) stack.push(target);
  }
  return reached;
}

/** Whether a way from one node to another stays in the stage that the one is in as if nothing failed. */
function waysRound({ nodes, edges }: LayoutStructure, isMain: Uint8Array): (source: number, target: number) => boolean {
  const [start, end] = [nodes.length, nodes.length + 1];
  const kept = edges.filter(({ source, target, aside }) => !aside && source !== target && isMain[source] === 1);
  const [isSource, isTarget] = [new Set<number>(), new Set<number>()];
  for (const { source, target } of kept) {
    isSource.add(source);
    isTarget.add(target);
  }
  const own = [...nodes.keys()].filter((node) => isMain[node] === 1);
  const pairs = [
    ...kept.map(({ source, target }) => [source, target] as const),
    ...own.filter((node) => !isTarget.has(node)).map((node) => [start, node] as const),
    ...own.filter((node) => !isSource.has(node)).map((node) => [node, end] as const),
  ];
  const [sources, targets] = [Int32Array.from(pairs, ([from]) => from), Int32Array.from(pairs, ([, to]) => to)];
  const { outgoing, incoming } = link(sources, targets, nodes.length + 2);
  const forth: Lists = { starts: outgoing.starts, items: outgoing.items.map((edge) => targets[edge] ?? 0) };
  const back: Lists = { starts: incoming.starts, items: incoming.items.map((edge) => sources[edge] ?? 0) };
  const count = nodes.length + 2;
  const before = new DominatorTree({ count, roots: [start], next: forth, previous: back });
  const behind = new DominatorTree({ count, roots: [end], next: back, previous: forth });
  /** By node where the stage ends that it is in: behind the last one of its series. */
  const exits = new Int32Array(count).fill(end);
  for (const node of behind.order) {
    const next = behind.parentOf(node);
    if (next < count && node < count) exits[node] = before.dominates(node, next) ? (exits[next] ?? end) : next;
  }
  return (source, target) => {
    const exit = exits[source] ?? end;
    return target === none ? exit === end : exit === target || exit === exits[target];
  };
}

/** The target where something ends. */
const none = -1;

interface Component {
  readonly nodes: number[];
  /** Where it is led to from, and where it leads to, or `none`. */
  readonly sources: Set<number>;
  readonly targets: Set<number>;
}

/** What is reached only after a failure, connected without the other nodes. */
function componentsOf({ nodes, edges }: LayoutStructure, isMain: Uint8Array): ReadonlyMap<number, Component> {
  const neighbours = nodes.map((): number[] => []);
  for (const { source, target } of edges) {
    if (isMain[source] === 1 || isMain[target] === 1) continue;
    neighbours[source]?.push(target);
    neighbours[target]?.push(source);
  }
  const componentOf: (Component | undefined)[] = nodes.map(() => undefined);
  const found = new Map<number, Component>();
  nodes.forEach((_, first) => {
    if (isMain[first] === 1 || componentOf[first]) return;
    const component: Component = { nodes: [], sources: new Set(), targets: new Set() };
    found.set(first, component);
    const stack = [first];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (componentOf[node]) continue;
      componentOf[node] = component;
      component.nodes.push(node);
      stack.push(...(neighbours[node] ?? []));
    }
  });
  const leadsOn = new Set<number>();
  for (const { source, target } of edges) {
    if (source !== target) leadsOn.add(source);
    if (isMain[source] === 1) componentOf[target]?.sources.add(source);
    else if (isMain[target] === 1) componentOf[source]?.targets.add(target);
  }
  componentOf.forEach((component, node) => {
    if (!leadsOn.has(node)) component?.targets.add(none);
  });
  return found;
}

function pieceOf(structure: LayoutStructure, nodes: readonly number[], ways: ReadonlySet<number>): Piece {
  const places = new Map(nodes.map((node, place) => [node, place]));
  const edges = structure.edges.flatMap(({ source }, edge) => (places.has(source) && !ways.has(edge) ? [edge] : []));
  return {
    ...{ nodes, edges },
    structure: {
      direction: structure.direction,
      nodes: nodes.flatMap((node) => structure.nodes[node] ?? []),
      edges: edges.flatMap((index) => {
        const edge = structure.edges[index];
        return edge ? [{ ...edge, source: places.get(edge.source) ?? 0, target: places.get(edge.target) ?? 0 }] : [];
      }),
    },
  };
}
