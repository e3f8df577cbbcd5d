/** A block of what is connected in any way: ELK lays it out with its labels between the entry and the exit. */
import { edgeLabelSize } from '../shapes.ts';
import type { Block, BlockEdge, Site } from './block.ts';
import type { Part } from './groups.ts';
import { type Answer, type Box, type BoxEdge, entry, exit, type Line, measuresOf, type Question } from './question.ts';

/** Rejects where ELK cannot. */
export async function tangle({ stage, around, hasEntry, hasExit }: Site, { series, edges }: Part): Promise<Block> {
  const extents = series.map((one) => around.extentOf(one));
  const ends = new Map<number, number>([
    [stage.entry, entry],
    [stage.exit, exit],
  ]);
  series.forEach((one, box) => {
    for (const node of [one[0], one.at(-1)]) if (node !== undefined) ends.set(node, box);
  });
  const boxEdges = edges.map((edge): BoxEdge => {
    const { source, target, labelled } = around.structure.edges[edge] ?? { source: 0, target: 0, labelled: false };
    return { source: ends.get(source) ?? 0, target: ends.get(target) ?? 0, labelled };
  });
  const question: Question = {
    ...{ direction: around.structure.direction, hasEntry, hasExit },
    boxes: extents.map(({ before, behind, along }, box): Box => {
      const isOneNode = series[box]?.length === 1;
      return { across: before + behind, along, ...(!isOneNode && { line: before }) };
    }),
    edges: boxEdges,
  };
  const answer = await around.ask(question);
  const inside = insideOf(question, answer);
  return {
    size: answer.size,
    series: series.map(([first = 0], box) => {
      const { across, along } = answer.boxes[box] ?? { across: 0, along: 0 };
      return [first, { across: across + (extents[box]?.before ?? 0), along }];
    }),
    edges: edges.map((edge, index) => cut(edge, boxEdges[index] as BoxEdge, answer.edges[index] as Line, inside)),
  };
}

/** Where along there are boxes and labels: before and behind it are only edges from the entry and to the exit. */
interface Inside {
  readonly start: number;
  readonly end: number;
  /** The exit's place. */
  readonly length: number;
}

function insideOf({ direction, boxes }: Question, answer: Answer): Inside {
  const half = measuresOf(edgeLabelSize, direction).along / 2;
  const labels = answer.edges.flatMap(({ labelAt }) => labelAt ?? []);
  const starts = [...answer.boxes.map(({ along }) => along), ...labels.map(({ along }) => along - half)];
  const ends = [
    ...answer.boxes.map(({ along }, box) => along + (boxes[box]?.along ?? 0)),
    ...labels.map(({ along }) => along + half),
  ];
  const length = answer.size.along;
  return {
    start: starts.reduce((least, start) => Math.min(least, start), length),
    end: ends.reduce((most, end) => Math.max(most, end), 0),
    length,
  };
}

/** Cuts off a line's way from the entry and to the exit, up to where it has turned aside for the first and for the last time. */
function cut(edge: number, { source, target }: BoxEdge, line: Line, { start, end, length }: Inside): BlockEdge {
  const [isFromEntry, isToExit] = [source === entry, target === exit];
  const { points } = line;
  const kept = { ...line, edge, isFromEntry, isToExit };
  // From the entry right to the exit there is nothing beside it to turn aside for.
  if (isFromEntry && isToExit) return { ...kept, points: [{ across: points[0]?.across ?? 0, along: length / 2 }] };
  if (isFromEntry) {
    const turn = points[1]?.along ?? 0;
    return turn < start ? { ...kept, points: points.slice(2), trackIn: turn } : { ...kept, points: points.slice(1) };
  }
  if (isToExit) {
    const turn = points.at(-2)?.along ?? 0;
    return turn > end
      ? { ...kept, points: points.slice(0, -2), trackOut: length - turn }
      : { ...kept, points: points.slice(0, -1) };
  }
  return kept;
}
