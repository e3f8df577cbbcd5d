/** Which layer each node is in: behind all that lead to it, by the longest path. Linear. */
import { finish, type Steps } from '../../base/steps.ts';
import type { LayoutStructure } from '../structure.ts';

export interface Layers {
  /** By node. */
  readonly layerOf: Int32Array;
  readonly count: number;
  /** By edge: 1 where it leads back (it closes a cycle) and is treated as if it went the other way; 2 for a node's edge to itself. */
  readonly back: Uint8Array;
}

export const forward = 0;
export const backward = 1;
export const loop = 2;

/** So many nodes make a step. */
const slice = 512;

export function assignLayers(structure: LayoutStructure): Layers {
  return finish(layersInSteps(structure));
}

/** {@link assignLayers}, a step at a time. */
export function* layersInSteps(structure: LayoutStructure): Steps<Layers> {
  const count = structure.nodes.length;
  const outgoing = edgesBySource(structure);
  yield;
  const { order, back } = yield* depthFirst(structure, outgoing);
  yield;
  const layerOf = new Int32Array(count);
  const incoming = new Int32Array(count);
  const ends = (edge: number): readonly [number, number] => {
    const { source, target } = edgeAt(structure, edge);
    return back[edge] === backward ? [target, source] : [source, target];
  };
  const next = new Map<number, number[]>();
  structure.edges.forEach((_, edge) => {
    if (back[edge] !== backward) return;
    const [from, to] = ends(edge);
    const turned = next.get(from);
    if (turned) turned.push(to);
    else next.set(from, [to]);
  });
  yield;
  const nearest = new Int32Array(count).fill(-1);
  for (let at = 0; at < count; at++) {
    if (at % slice === 0) yield;
    const node = order[at] ?? 0;
    const layer = layerOf[node] ?? 0;
    const reach = (target: number): void => {
      layerOf[target] = Math.max(layerOf[target] ?? 0, layer + 1);
      incoming[target] = (incoming[target] ?? 0) + 1;
    };
    for (const edge of outgoing[node] ?? []) if (back[edge] === forward) reach(edgeAt(structure, edge).target);
    for (const target of next.get(node) ?? []) reach(target);
  }
  yield;
  // What nothing leads to stands right before what it leads to.
  structure.edges.forEach((_, edge) => {
    if (back[edge] === loop) return;
    const [from, to] = ends(edge);
    const layer = layerOf[to] ?? 0;
    if (nearest[from] === -1 || layer < (nearest[from] ?? 0)) nearest[from] = layer;
  });
  for (let node = 0; node < count; node++)
    if (incoming[node] === 0 && (nearest[node] ?? -1) > 0) layerOf[node] = (nearest[node] ?? 0) - 1;
  return { layerOf, back, count: layerOf.reduce((most, layer) => Math.max(most, layer), -1) + 1 };
}

function edgesBySource({ nodes, edges }: LayoutStructure): readonly (readonly number[])[] {
  const outgoing = nodes.map((): number[] => []);
  edges.forEach(({ source }, edge) => outgoing[source]?.push(edge));
  return outgoing;
}

/** An order in which every edge that is not `back` leads on; what closes a cycle is `back`. Nodes that nothing leads to come first. */
function* depthFirst(
  structure: LayoutStructure,
  outgoing: readonly (readonly number[])[],
): Steps<{ readonly order: Int32Array; readonly back: Uint8Array }> {
  const count = structure.nodes.length;
  const back = new Uint8Array(structure.edges.length);
  const entered = new Uint8Array(count);
  const left = new Uint8Array(count);
  const order = new Int32Array(count);
  const hasIncoming = new Uint8Array(count);
  for (const { source, target } of structure.edges) if (source !== target) hasIncoming[target] = 1;
  let place = count;
  const visit = function* (root: number): Steps<void> {
    entered[root] = 1;
    // Taken from the last edge to the first, so that the order reversed goes from the first to the last.
    const work = [{ node: root, left: outgoing[root]?.length ?? 0 }];
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      if (frame.left === 0) {
        left[frame.node] = 1;
        order[--place] = frame.node;
        work.pop();
        if (place % slice === 0) yield;
        continue;
      }
      const edge = outgoing[frame.node]?.[--frame.left] ?? 0;
      const { target } = edgeAt(structure, edge);
      if (target === frame.node) back[edge] = loop;
      else if (entered[target] === 0) {
        entered[target] = 1;
        work.push({ node: target, left: outgoing[target]?.length ?? 0 });
      } else if (left[target] === 0) back[edge] = backward;
    }
  };
  for (let node = count - 1; node >= 0; node--) if (hasIncoming[node] === 0) yield* visit(node);
  for (let node = 0; node < count; node++) if (entered[node] === 0) yield* visit(node);
  return { order, back };
}

export function edgeAt(
  { edges }: LayoutStructure,
  index: number,
): { readonly source: number; readonly target: number } {
  const edge = edges[index];
  if (!edge) throw new Error(`There is no edge ${index}.`);
  return edge;
}
