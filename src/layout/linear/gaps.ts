/** The gaps between rows: in each of them a track for the level part of every edge that moves sideways, and room for labels. */
import { edgeLabelSize, spacing } from '../shapes.ts';
import type { LayoutStructure } from '../structure.ts';
import type { Rows } from './rows.ts';

/** More would make a gap endless; what is beyond shares tracks. */
const mostTracks = 40;
/** From a row to the first track, and from the last one to the next row: an arrow's head fits. */
const clearance = 18;

export interface Gaps {
  /** By row: where it begins along the flow, and how long it is. */
  readonly rowStart: readonly number[];
  readonly rowLength: readonly number[];
  /** Where the level part of a link lies; links of one fork, and links of one join, share it. */
  trackOf(row: number, above: number, below: number): number;
  /** The middle of a label in the gap behind a row. */
  labelAt(row: number): number;
  readonly extent: number;
}

export function makeGaps(structure: LayoutStructure, rows: Rows, middles: Float64Array): Gaps {
  const down = structure.direction === 'down';
  const lengths = rows.rows.map((row) =>
    row.reduce((most, point) => {
      const room = structure.nodes[point]?.room;
      return room === undefined ? most : Math.max(most, down ? room.height : room.width);
    }, 0),
  );
  const labelled = new Set<number>();
  const rowOf = new Int32Array(rows.above.length);
  rows.rows.forEach((row, index) => {
    for (const point of row) rowOf[point] = index;
  });
  rows.chains.forEach((chain, edge) => {
    if (structure.edges[edge]?.labelled === true && chain.length > 0) labelled.add(rowOf[chain[0] ?? 0] ?? 0);
  });
  const labelRoom = (down ? edgeLabelSize.height : edgeLabelSize.width) + 8;
  const tracks = rows.rows.map((row) => assignTracks(row, rows, middles));
  const starts: number[] = [];
  let at = 0;
  lengths.forEach((length, row) => {
    starts.push(at);
    const needed = 2 * clearance + Math.max(0, (tracks[row]?.count ?? 0) - 1) * spacing.edges;
    at += length + Math.max(spacing.layers, needed) + (labelled.has(row) ? labelRoom : 0);
  });
  const end = (row: number): number => (starts[row] ?? 0) + (lengths[row] ?? 0);
  return {
    rowStart: starts,
    rowLength: lengths,
    trackOf: (row, above, below) => {
      const own = tracks[row];
      const track = own?.byGroup.get(groupOf(rows, above, below)) ?? 0;
      const free = Math.max(spacing.layers, 2 * clearance + Math.max(0, (own?.count ?? 0) - 1) * spacing.edges);
      const first = (free - Math.max(0, (own?.count ?? 0) - 1) * spacing.edges) / 2;
      return end(row) + first + track * spacing.edges;
    },
    labelAt: (row) => (starts[row + 1] ?? end(row)) - clearance - labelRoom / 2 + 4,
    extent: rows.rows.length === 0 ? 0 : end(rows.rows.length - 1),
  };
}

/** Links that leave one point together share a track, else those that meet in one: as negative numbers. */
function groupOf({ below }: Rows, above: number, target: number): number {
  return (below[above]?.length ?? 0) > 1 ? above : -1 - target;
}

interface Tracks {
  readonly byGroup: ReadonlyMap<number, number>;
  readonly count: number;
}

/** Groups whose level parts overlap get different tracks: first fit, from one side to the other. */
function assignTracks(row: readonly number[], rows: Rows, middles: Float64Array): Tracks {
  const spans = new Map<number, { from: number; to: number }>();
  for (const point of row)
    for (const target of rows.below[point] ?? []) {
      const [a, b] = [middles[point] ?? 0, middles[target] ?? 0];
      if (a === b) continue;
      const group = groupOf(rows, point, target);
      const span = spans.get(group);
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      if (span) {
        span.from = Math.min(span.from, from);
        span.to = Math.max(span.to, to);
      } else spans.set(group, { from, to });
    }
  const byGroup = new Map<number, number>();
  const ends: number[] = [];
  for (const [group, { from, to }] of [...spans].sort((a, b) => a[1].from - b[1].from)) {
    let track = ends.findIndex((end) => end + spacing.edges <= from);
    if (track < 0) track = ends.length < mostTracks ? ends.length : byGroup.size % mostTracks;
    ends[track] = Math.max(ends[track] ?? -Infinity, to);
    byGroup.set(group, track);
  }
  return { byGroup, count: ends.length };
}
