/**
 * One stage: blocks side by side between its entry and its exit, which stand in one line. The edges of all blocks leave the entry along
 * one track, and reach the exit along one.
 */
import type { FlowDirection } from '../../protocol/graph.ts';
import { shapeOf, spacing } from '../shapes.ts';
import type { Block, BlockEdge, Extent, Surroundings } from './block.ts';
import { blocksOf } from './blocks.ts';
import type { LayoutStructure } from '../structure.ts';
import type { Stage } from './groups.ts';
import { type Line, measuresOf, type Spot } from './question.ts';

/** Places from the end of the entry's room along, from the stage's line across. */
export interface StageLayout extends Extent {
  /** Where a series begins on its line, by its first node. */
  readonly series: readonly (readonly [first: number, at: Spot])[];
  /** By the structure's edge. */
  readonly edges: readonly (readonly [edge: number, line: Line])[];
}

/** How far from an entry and before an exit their edges turn aside: in the middle of the gap, unless a block needs it earlier. */
const middleTrack = spacing.layers / 2;

/** Nearer to a branch than this part of a branch's breadth, the line is the branch's: a small bend is nothing but unrest. */
const nearby = 0.4;

export async function layoutStage(stage: Stage, around: Surroundings): Promise<StageLayout> {
  const blocks = sideBySide(await Promise.all(blocksOf(stage, around)));
  const [edges, series] = [blocks.flatMap((block) => block.edges), blocks.flatMap((block) => block.series)];
  const across = Math.max(0, ...blocks.map(({ size }) => size.across));
  const along = Math.max(0, ...blocks.map(({ size }) => size.along));
  const line = mainLane(stage, edges, around.structure) ?? lineOf(edges, around.structure.direction) ?? across / 2;
  const ends: Ends = {
    ...{ line, along },
    trackIn: nearest(edges.map(({ trackIn }) => trackIn)),
    trackOut: along - nearest(edges.map(({ trackOut }) => trackOut)),
  };
  return {
    ...{ before: line, behind: across - line, along },
    series: series.map(([first, at]) => [first, moved(at, -line)]),
    edges: edges.map((edge) => [edge.edge, movedLine(whole(edge, ends), -line)]),
  };
}

function sideBySide(blocks: readonly Block[]): readonly Block[] {
  let left = 0;
  return blocks.map(({ size, series, edges }) => {
    const shift = left;
    left += size.across + spacing.neighbours;
    return {
      size: moved(size, shift),
      series: series.map(([first, at]) => [first, moved(at, shift)]),
      edges: edges.map((edge) => ({ ...edge, ...movedLine(edge, shift) })),
    };
  });
}

/** Where a task's only edge without a label runs: what happens if all goes well goes straight on. */
function mainLane({ entry }: Stage, edges: readonly BlockEdge[], structure: LayoutStructure): number | undefined {
  if (structure.nodes[entry]?.shape !== 'box') return undefined;
  const [only, ...more] = edges.filter(({ isFromEntry, labelAt }) => isFromEntry && !labelAt);
  return more.length === 0 ? only?.points[0]?.across : undefined;
}

/** The middle of where the edges run, or the branch that is next to it. */
function lineOf(edges: readonly BlockEdge[], direction: FlowDirection): number | undefined {
  const lanes = edges.flatMap(({ points, isFromEntry, isToExit }) => [
    ...(isFromEntry ? [points[0]?.across ?? 0] : []),
    ...(isToExit ? [points.at(-1)?.across ?? 0] : []),
  ]);
  const [first] = lanes;
  if (first === undefined) return undefined;
  const middle = (least(lanes) - least(lanes.map((lane) => -lane))) / 2;
  const distance = (lane: number): number => Math.abs(lane - middle);
  const next = lanes.reduce((found, lane) => (distance(lane) < distance(found) ? lane : found), first);
  const breadth = measuresOf(shapeOf('agent_task', direction), direction).across + spacing.neighbours;
  return distance(next) < nearby * breadth ? next : Math.round(middle * 2) / 2;
}

function least(values: readonly number[]): number {
  return values.reduce((found, value) => Math.min(found, value), Infinity);
}

function nearest(tracks: readonly (number | undefined)[]): number {
  return least([middleTrack, ...tracks.filter((track) => track !== undefined)]);
}

interface Ends {
  /** Where across the entry and the exit stand. */
  readonly line: number;
  /** The exit's place along. */
  readonly along: number;
  readonly trackIn: number;
  readonly trackOut: number;
}

/** With its way from the entry and to the exit. */
function whole({ points, labelAt, isFromEntry, isToExit }: BlockEdge, ends: Ends): Line {
  const way = (lane: number, track: number, end: number): readonly Spot[] => [
    { across: ends.line, along: end },
    { across: ends.line, along: track },
    { across: lane, along: track },
  ];
  const all = [
    ...(isFromEntry ? way(points[0]?.across ?? 0, ends.trackIn, 0) : []),
    ...points,
    ...(isToExit ? way(points.at(-1)?.across ?? 0, ends.trackOut, ends.along).toReversed() : []),
  ];
  return { points: withoutStops(all), ...(labelAt && { labelAt }) };
}

/** Without points that a line runs straight through. */
function withoutStops(points: readonly Spot[]): readonly Spot[] {
  const bends: Spot[] = [];
  for (const point of points) {
    const [before, last] = [bends.at(-2), bends.at(-1)];
    if (last?.across === point.across && last.along === point.along) continue;
    const isStraight = (measure: keyof Spot): boolean =>
      before?.[measure] === last?.[measure] && last?.[measure] === point[measure];
    if (before && (isStraight('across') || isStraight('along'))) bends.pop();
    bends.push(point);
  }
  return bends;
}

function moved({ across, along }: Spot, by: number): Spot {
  return { across: across + by, along };
}

function movedLine({ points, labelAt }: Line, by: number): Line {
  const shifted = points.map((point) => moved(point, by));
  return labelAt ? { points: shifted, labelAt: moved(labelAt, by) } : { points: shifted };
}
