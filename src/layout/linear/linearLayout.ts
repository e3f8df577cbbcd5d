/**
 * A layout of our own that is shown at once: layers by the longest path, few crossings, everything near the middle of its
 * neighbours, edges at right angles. Linear but for sorting, any graph, cycles included; it never fails.
 */
import { finish, mapInSteps, type Steps } from '../../base/steps.ts';
import type { Point } from '../../protocol/graph.ts';
import { putBeside } from '../aside/beside.ts';
import { setAside } from '../aside/parts.ts';
import { loopOf } from '../ends.ts';
import { type Size, spacing } from '../shapes.ts';
import type { LayoutStructure, PlacedEdge, Placement } from '../structure.ts';
import { type Gaps, makeGaps } from './gaps.ts';
import { assignLayers, backward, type Layers } from './layers.ts';
import { orderRows } from './order.ts';
import { placeAcross } from './positions.ts';
import { makeRows, type Rows } from './rows.ts';

export function linearLayout(structure: LayoutStructure): Placement {
  return finish(linearLayoutInSteps(structure));
}

/** {@link linearLayout}, a step at a time. */
export function* linearLayoutInSteps(structure: LayoutStructure): Steps<Placement> {
  const parts = setAside(structure);
  yield;
  if (!parts) return yield* wholeInSteps(structure);
  const main = yield* wholeInSteps(parts.main.structure);
  const handlers = yield* linearLayoutInSteps(parts.handlers.structure);
  return (yield* putBeside(structure, parts, main, handlers)) ?? (yield* wholeInSteps(structure));
}

function* wholeInSteps(structure: LayoutStructure): Steps<Placement> {
  const layers = assignLayers(structure);
  yield;
  const rows = makeRows(structure, layers);
  yield;
  orderRows(rows);
  yield;
  const { middles, extent } = yield* placeAcross(structure, rows);
  yield;
  const gaps = makeGaps(structure, rows, middles);
  yield;
  const plan: Plan = { structure, layers, rows, middles, gaps };
  const nodes = yield* mapInSteps(structure.nodes, (_, node) => corner(plan, node));
  const edges = yield* mapInSteps(rows.chains, (chain, edge) => placeEdge(plan, edge, chain, nodes));
  const along = gaps.extent + 2 * spacing.margin;
  const across = extent + 2 * spacing.margin;
  return structure.direction === 'down'
    ? { width: across, height: along, nodes, edges }
    : { width: along, height: across, nodes, edges };
}

interface Plan {
  readonly structure: LayoutStructure;
  readonly layers: Layers;
  readonly rows: Rows;
  readonly middles: Float64Array;
  readonly gaps: Gaps;
}

function corner(plan: Plan, node: number): Point {
  const { width, height } = sizeOf(plan, node);
  const { x, y } = point(plan, plan.middles[node] ?? 0, middleAlong(plan, node));
  return { x: x - width / 2, y: y - height / 2 };
}

function placeEdge(plan: Plan, edge: number, chain: readonly number[], nodes: readonly Point[]): PlacedEdge {
  const { source, labelled } = plan.structure.edges[edge] ?? { source: 0, labelled: false };
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined)
    return loopOf({ ...(nodes[source] ?? { x: 0, y: 0 }), ...sizeOf(plan, source) }, labelled);
  const points = [point(plan, plan.middles[first] ?? 0, middleAlong(plan, first) + halfAlong(plan, first))];
  const firstRow = plan.layers.layerOf[first] ?? 0;
  for (let i = 1; i < chain.length; i++) {
    const [a, b] = [chain[i - 1] ?? 0, chain[i] ?? 0];
    const [from, to] = [plan.middles[a] ?? 0, plan.middles[b] ?? 0];
    if (from === to) continue;
    const track = plan.gaps.trackOf(firstRow + i - 1, a, b);
    points.push(point(plan, from, track), point(plan, to, track));
  }
  points.push(point(plan, plan.middles[last] ?? 0, middleAlong(plan, last) - halfAlong(plan, last)));
  if (plan.layers.back[edge] === backward) points.reverse();
  if (!labelled) return { points };
  return { points, labelAt: point(plan, plan.middles[chain[1] ?? 0] ?? 0, plan.gaps.labelAt(firstRow)) };
}

function sizeOf({ structure }: Plan, node: number): Size {
  const { width, height } = structure.nodes[node] ?? { width: 0, height: 0 };
  return { width, height };
}

function middleAlong({ gaps, layers }: Plan, node: number): number {
  const row = layers.layerOf[node] ?? 0;
  return (gaps.rowStart[row] ?? 0) + (gaps.rowLength[row] ?? 0) / 2;
}

function halfAlong(plan: Plan, node: number): number {
  const { width, height } = sizeOf(plan, node);
  return (plan.structure.direction === 'down' ? height : width) / 2;
}

function point({ structure }: Plan, across: number, along: number): Point {
  const [a, b] = [across + spacing.margin, along + spacing.margin];
  return structure.direction === 'down' ? { x: a, y: b } : { x: b, y: a };
}
