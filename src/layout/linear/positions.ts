/**
 * Where each point stands across the flow: as near to the middle of its neighbours as its row allows. A row is placed by
 * isotonic regression (pool adjacent violators), which is the best placement in the sense of least squares and linear.
 */
import type { Steps } from '../../base/steps.ts';
import { spacing } from '../shapes.ts';
import type { LayoutStructure } from '../structure.ts';
import type { Rows } from './rows.ts';

const rounds = 3;
/** How much an edge's bends want to stay in one line, against a node's wish. */
const bendWeight = 4;

/** The middle of each point, from 0. */
export function* placeAcross(structure: LayoutStructure, rows: Rows): Steps<{ middles: Float64Array; extent: number }> {
  const widths = crossSizes(structure, rows);
  const middles = new Float64Array(widths.length);
  for (const row of rows.rows) pack(row, widths, middles);
  function* place(inOrder: Links, sides: readonly Links[]): Steps<void> {
    for (const row of inOrder) {
      placeRow(row, rows, sides, widths, middles);
      yield;
    }
  }
  for (let round = 0; round < rounds; round++) {
    yield* place(rows.rows, [rows.above]);
    yield* place(rows.rows.toReversed(), [rows.below]);
  }
  yield* place(rows.rows, [rows.above, rows.below]);
  return { middles, extent: moveToZero(rows, widths, middles) };
}

function crossSizes({ nodes, direction }: LayoutStructure, rows: Rows): Float64Array {
  const sizes = new Float64Array(rows.above.length);
  nodes.forEach(({ room }, node) => (sizes[node] = direction === 'down' ? room.width : room.height));
  return sizes;
}

/** One beside the other, as an edge's bends and nodes need. */
function pack(row: readonly number[], widths: Float64Array, middles: Float64Array): void {
  let last: number | undefined;
  for (const point of row) {
    middles[point] = last === undefined ? 0 : (middles[last] ?? 0) + distance(last, point, widths);
    last = point;
  }
}

function distance(a: number, b: number, widths: Float64Array): number {
  const [one, other] = [widths[a] ?? 0, widths[b] ?? 0];
  const gap = one === 0 && other === 0 ? spacing.edges : spacing.neighbours;
  return one / 2 + other / 2 + gap;
}

type Links = readonly (readonly number[])[];

function placeRow(
  row: readonly number[],
  { nodes }: Rows,
  sides: readonly Links[],
  widths: Float64Array,
  middles: Float64Array,
): void {
  // Blocks of points that touch: their shared offset, its weight, how many points.
  const offsets: number[] = [];
  const weights: number[] = [];
  const lengths: number[] = [];
  const shifts = new Float64Array(row.length);
  let shift = 0;
  row.forEach((point, index) => {
    const before = row[index - 1];
    if (before !== undefined) shift += distance(before, point, widths);
    shifts[index] = shift;
    let offset = wish(point, sides, middles) - shift;
    let weight = point < nodes ? 1 : bendWeight;
    let length = 1;
    for (let last = offsets.at(-1); last !== undefined && last > offset; last = offsets.at(-1)) {
      const other = weights.pop() ?? 0;
      offset = (offset * weight + last * other) / (weight + other);
      weight += other;
      length += lengths.pop() ?? 0;
      offsets.pop();
    }
    offsets.push(offset);
    weights.push(weight);
    lengths.push(length);
  });
  let index = 0;
  offsets.forEach((offset, block) => {
    for (let end = index + (lengths[block] ?? 0); index < end; index++)
      middles[row[index] ?? 0] = offset + (shifts[index] ?? 0);
  });
}

function wish(point: number, sides: readonly Links[], middles: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const side of sides) {
    const near = side[point] ?? [];
    if (near.length === 0) continue;
    let own = 0;
    for (const other of near) own += middles[other] ?? 0;
    sum += own / near.length;
    count++;
  }
  return count === 0 ? (middles[point] ?? 0) : sum / count;
}

function moveToZero({ rows }: Rows, widths: Float64Array, middles: Float64Array): number {
  let least = Infinity;
  let most = -Infinity;
  for (const row of rows)
    for (const point of row) {
      const half = (widths[point] ?? 0) / 2;
      least = Math.min(least, (middles[point] ?? 0) - half);
      most = Math.max(most, (middles[point] ?? 0) + half);
    }
  if (least > most) return 0;
  for (let point = 0; point < middles.length; point++) middles[point] = Math.round((middles[point] ?? 0) - least);
  return Math.ceil(most - least);
}
