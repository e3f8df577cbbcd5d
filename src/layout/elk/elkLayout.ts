/** ELK's layout of any structure: group by group, from the inside out, put together from the outside in. */
import { finish } from '../../base/steps.ts';
import type { FlowDirection, Point } from '../../protocol/graph.ts';
import { putBeside } from '../aside/beside.ts';
import { setAside } from '../aside/parts.ts';
import { attachEnds, type Box, loopOf } from '../ends.ts';
import { backward, assignLayers } from '../linear/layers.ts';
import { spacing } from '../shapes.ts';
import type { LayoutStructure, PlacedEdge, Placement } from '../structure.ts';
import type { Ask } from './asked.ts';
import type { Extent, Surroundings } from './block.ts';
import { addTo, findGroups, type Groups, linkOf, type Series, type Stage } from './groups.ts';
import { type Line, measuresOf, pointOf, sizeOf, type Spot } from './question.ts';
import { mostAsked, rowOf } from './row.ts';
import { layoutStage, type StageLayout } from './stages.ts';

/** Rejects where ELK cannot. */
export async function elkLayout(structure: LayoutStructure, ask: Ask): Promise<Placement> {
  const parts = setAside(structure);
  if (!parts) return inGroups(structure, ask);
  const main = await inGroups(parts.main.structure, ask);
  const handlers = await elkLayout(parts.handlers.structure, ask);
  return finish(putBeside(structure, parts, main, handlers)) ?? inGroups(structure, ask);
}

async function inGroups(structure: LayoutStructure, ask: Ask): Promise<Placement> {
  const groups = groupsOf(structure);
  const stages = new Map<number, StageLayout>();
  const around: Surroundings = {
    ...{ structure, ask },
    askRow: structure.nodes.length > mostAsked ? (row) => Promise.resolve(rowOf(row)) : ask,
    extentOf: (series) => extentOf(structure, stages, series),
  };
  for (const level of groups.levels.toReversed()) await layoutLevel(level, around, stages);
  return assemble(structure, groups, stages);
}

/** Links are nearly all that a large workflow has, and all alike but for labels. */
async function layoutLevel(
  level: readonly Stage[],
  around: Surroundings,
  stages: Map<number, StageLayout>,
): Promise<void> {
  /** By whether it is labelled. */
  const links = new Map<boolean, Stage[]>();
  const others: Stage[] = [];
  for (const stage of level) {
    const edge = linkOf(stage);
    if (edge === undefined) others.push(stage);
    else addTo(links, around.structure.edges[edge]?.labelled === true, stage);
  }
  await Promise.all([
    ...others.map(async (stage) => {
      stages.set(stage.entry, await layoutStage(stage, around));
    }),
    ...[...links.values()].map(async (alike) => {
      const [first] = alike;
      if (!first) return;
      const { edges, ...layout } = await layoutStage(first, around);
      for (const link of alike)
        stages.set(link.entry, { ...layout, edges: edges.map(([, line]) => [linkOf(link) ?? 0, line]) });
    }),
  ]);
}

/** What has cycles is one group. */
function groupsOf(structure: LayoutStructure): Groups {
  if (!assignLayers(structure).back.includes(backward)) return findGroups(structure);
  const { nodes, edges } = structure;
  const [start, end] = [nodes.length, nodes.length + 1];
  const part = {
    series: nodes.map((_, node) => [node]),
    edges: edges.flatMap(({ source, target }, edge) => (source === target ? [] : [edge])),
  };
  return { whole: [start, end], levels: [[{ entry: start, exit: end, parts: [part] }]] };
}

function roomOf({ nodes, direction }: LayoutStructure, node: number): Spot {
  return measuresOf(nodes[node]?.room ?? { width: 0, height: 0 }, direction);
}

type Stages = ReadonlyMap<number, StageLayout>;

function extentOf(structure: LayoutStructure, stages: Stages, series: Series): Extent {
  let [before, behind, along] = [0, 0, 0];
  for (const node of series) {
    const room = roomOf(structure, node);
    const stage = stages.get(node);
    before = Math.max(before, room.across / 2, stage?.before ?? 0);
    behind = Math.max(behind, room.across / 2, stage?.behind ?? 0);
    along += room.along + (stage?.along ?? 0);
  }
  return { before, behind, along };
}

/** From the outside in: a series' place says where its stages are, and theirs where the series in them are. */
function assemble(structure: LayoutStructure, { whole, levels }: Groups, stages: Stages): Placement {
  const { nodes, edges, direction } = structure;
  /** By node where its room begins on its line. */
  const starts: Spot[] = [];
  const lines: PlacedEdge[] = [];
  const place = (series: Series, { across, along }: Spot): void => {
    let at = along;
    for (const node of series) {
      starts[node] = { across, along: at };
      at += roomOf(structure, node).along + (stages.get(node)?.along ?? 0);
    }
  };
  const extent = extentOf(structure, stages, whole);
  place(whole, { across: spacing.margin + extent.before, along: spacing.margin });
  for (const { entry, parts } of levels.flat()) {
    const stage = stages.get(entry);
    const origin = sum(starts[entry], { across: 0, along: roomOf(structure, entry).along });
    const places = new Map(stage?.series);
    for (const series of parts.flatMap((part) => part.series)) place(series, sum(origin, places.get(series[0] ?? -1)));
    for (const [edge, line] of stage?.edges ?? []) lines[edge] = placedEdge(line, origin, direction);
  }
  const boxes = nodes.map((node, index): Box => {
    const { across, along } = sum(starts[index]);
    const corner = { across: across - measuresOf(node, direction).across / 2, along };
    const [shape, room] = [measuresOf(node, direction).along, roomOf(structure, index).along];
    return { ...pointOf(sum(corner, { across: 0, along: (room - shape) / 2 }), direction), ...node };
  });
  const size = { across: extent.before + extent.behind, along: extent.along };
  const margins = { across: 2 * spacing.margin, along: 2 * spacing.margin };
  return {
    ...sizeOf(sum({ across: Math.ceil(size.across), along: Math.ceil(size.along) }, margins), direction),
    nodes: boxes.map(({ x, y }) => ({ x, y })),
    edges: edges.map(({ source, target, labelled }, edge) => {
      const [from, to] = [boxes[source] as Box, boxes[target] as Box];
      const line = lines[edge];
      return line ? { ...line, points: attachEnds(line.points, from, to, direction) } : loopOf(from, labelled);
    }),
  };
}

function placedEdge({ points, labelAt }: Line, origin: Spot, direction: FlowDirection): PlacedEdge {
  const point = (spot: Spot): Point => pointOf(sum(origin, spot), direction);
  return { points: points.map(point), ...(labelAt && { labelAt: point(labelAt) }) };
}

function sum(...spots: readonly (Spot | undefined)[]): Spot {
  return spots.reduce<Spot>(
    (total, spot) => ({ across: total.across + (spot?.across ?? 0), along: total.along + (spot?.along ?? 0) }),
    { across: 0, along: 0 },
  );
}
