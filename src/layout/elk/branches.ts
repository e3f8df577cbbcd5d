/**
 * A block of branches: ELK learns how broad they are, not how long. That moves only what comes behind them, and so branches that are as
 * broad are one question. Labels stand before and behind the branches' nodes, in one row where they begin.
 */
import { edgeLabelSize } from '../shapes.ts';
import type { LayoutStructure } from '../structure.ts';
import type { Block, BlockEdge, Site } from './block.ts';
import type { Part } from './groups.ts';
import { type Box, type BoxEdge, entry, exit, measuresOf, type Spot } from './question.ts';

/** How long branches are for ELK. */
const anyLength = 54;
/** From a label to the node beside it. */
const labelGap = 18;

/** One series, or none, with one edge to it and one from it. */
export function isBranch({ around, stage, hasEntry, hasExit }: Site, { series, edges }: Part): boolean {
  if (series.length === 0) return true;
  const incoming = edges.filter((edge) => around.structure.edges[edge]?.source === stage.entry);
  return (
    series.length === 1 && incoming.length === Number(hasEntry) && edges.length - incoming.length === Number(hasExit)
  );
}

/** The room before all branches for the labels of the edges that lead to some of them. */
export function headOf(site: Site): number {
  const isLabelled = site.stage.parts.some((part) => isBranch(site, part) && branchOf(site, part).isLabelled);
  return isLabelled ? labelOf(site.around.structure).along + labelGap : 0;
}

function labelOf({ direction }: LayoutStructure): Spot {
  return measuresOf(edgeLabelSize, direction);
}

interface Branch {
  readonly part: Part;
  readonly across: number;
  readonly line: number;
  /** Of its series. */
  readonly along: number;
  /** Room for the label behind it. */
  readonly tail: number;
  /** Whether the edge that leads to it has a label. */
  readonly isLabelled: boolean;
}

function branchOf({ around, stage }: Site, part: Part): Branch {
  const { structure } = around;
  const label = labelOf(structure);
  const labelled = part.edges.flatMap((edge) => structure.edges[edge] ?? []).filter((edge) => edge.labelled);
  const isLabelled = labelled.some(({ source }) => source === stage.entry);
  const [series] = part.series;
  if (!series) {
    const across = isLabelled ? label.across : 0;
    return { part, across, line: across / 2, along: 0, tail: 0, isLabelled };
  }
  const { before, behind, along } = around.extentOf(series);
  const tail = labelled.some(({ target }) => target === stage.exit) ? labelGap + label.along : 0;
  return { part, across: before + behind, line: before, along, tail, isLabelled };
}

/** Rejects where ELK cannot. @param head the stage's {@link headOf} */
export async function branches(site: Site, parts: readonly Part[], head: number): Promise<Block> {
  const { hasEntry, hasExit, around } = site;
  const found = parts.map((part) => branchOf(site, part));
  const { size, boxes } = await around.askRow({
    ...{ direction: around.structure.direction, hasEntry, hasExit },
    boxes: found.map(({ across, line }): Box => ({ across, along: anyLength, ...(line !== across / 2 && { line }) })),
    edges: found.flatMap((_, box): readonly BoxEdge[] => [
      ...(hasEntry ? [{ source: entry, target: box, labelled: false }] : []),
      ...(hasExit ? [{ source: box, target: exit, labelled: false }] : []),
    ]),
  });
  const longest = Math.max(...found.map(({ along, tail }) => head + along + tail));
  const placed = found.map((branch, index): readonly [Branch, Spot] => {
    const { across, along } = boxes[index] ?? { across: 0, along: 0 };
    return [branch, { across: across + branch.line, along: along + head }];
  });
  return {
    size: { across: size.across, along: size.along - anyLength + longest },
    series: placed.flatMap(([{ part }, start]) => part.series.map(([first = 0]) => [first, start] as const)),
    edges: placed.flatMap(([branch, start]) => edgesOf(site, branch, start, head)),
  };
}

function edgesOf({ around, stage }: Site, branch: Branch, start: Spot, head: number): readonly BlockEdge[] {
  const half = labelOf(around.structure).along / 2;
  return branch.part.edges.map((edge): BlockEdge => {
    const { source, target, labelled } = around.structure.edges[edge] ?? { source: 0, target: 0, labelled: false };
    const [isFromEntry, isToExit] = [source === stage.entry, target === stage.exit];
    const along = isFromEntry ? start.along : start.along + branch.along;
    const labelAlong = isFromEntry ? along - head + half : along + labelGap + half;
    return {
      ...{ edge, isFromEntry, isToExit },
      points: [{ across: start.across, along }],
      ...(labelled && { labelAt: { across: start.across, along: labelAlong } }),
    };
  });
}
