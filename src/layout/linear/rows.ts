/**
 * The layers as rows of points: nodes, and for an edge that skips layers one bend in each of them, so that it has a place between
 * the nodes. A point's links lead to the next row only.
 */
import type { LayoutStructure } from '../structure.ts';
import { backward, edgeAt, type Layers, loop } from './layers.ts';

/** Bends beyond this many are left out: their edges then run straight over what is in between. Keeps the whole linear. */
const mostBends = 60_000;

export interface Rows {
  /** Points by row, in their order. Points below `nodes` are the nodes, the others bends. */
  readonly rows: number[][];
  readonly nodes: number;
  /** By point. */
  readonly above: readonly (readonly number[])[];
  readonly below: readonly (readonly number[])[];
  /** By edge: the points that it runs through, in the flow's direction; empty for a node's edge to itself. */
  readonly chains: readonly (readonly number[])[];
}

export function makeRows(structure: LayoutStructure, { layerOf, count, back }: Layers): Rows {
  const rows = Array.from({ length: count }, (): number[] => []);
  const above = structure.nodes.map((): number[] => []);
  const below = structure.nodes.map((): number[] => []);
  let bends = 0;
  const bend = (row: number): number => {
    const point = above.length;
    above.push([]);
    below.push([]);
    rows[row]?.push(point);
    bends++;
    return point;
  };
  layerOf.forEach((layer, node) => rows[layer]?.push(node));
  const chains = structure.edges.map((_, index): readonly number[] => {
    if (back[index] === loop) return [];
    const { source, target } = edgeAt(structure, index);
    const [from, to] = back[index] === backward ? [target, source] : [source, target];
    const [first, last] = [layerOf[from] ?? 0, layerOf[to] ?? 0];
    const chain = [from];
    if (bends + last - first - 1 <= mostBends) for (let row = first + 1; row < last; row++) chain.push(bend(row));
    chain.push(to);
    const isLinked = chain.length === last - first + 1;
    for (let i = 1; isLinked && i < chain.length; i++) {
      const [a, b] = [chain[i - 1] ?? 0, chain[i] ?? 0];
      below[a]?.push(b);
      above[b]?.push(a);
    }
    return chain;
  });
  return { rows, nodes: structure.nodes.length, above, below, chains };
}
