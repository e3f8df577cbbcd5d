/** Where edges touch what they connect. */
import type { FlowDirection, Point } from '../protocol/graph.ts';
import { type Size, spacing } from './shapes.ts';
import type { PlacedEdge } from './structure.ts';

export type Box = Point & Size;

/** Makes an edge end at the middle of the shapes' sides, when it was led to the room around them. */
export function attachEnds(points: readonly Point[], from: Box, to: Box, direction: FlowDirection): readonly Point[] {
  const [start, second] = [points[0], points[1]];
  const [beforeLast, end] = [points.at(-2), points.at(-1)];
  if (!start || !second || !beforeLast || !end) return points;
  const inner = points.slice(1, -1);
  return withoutRepeats([attach(start, second, from, direction), ...inner, attach(end, beforeLast, to, direction)]);
}

/** Only along the flow: the edge's last part leads to the shape's middle, so it can be lengthened straight on. */
function attach(end: Point, before: Point, box: Box, direction: FlowDirection): Point {
  return direction === 'down'
    ? { x: end.x, y: before.y < box.y + box.height / 2 ? box.y : box.y + box.height }
    : { x: before.x < box.x + box.width / 2 ? box.x : box.x + box.width, y: end.y };
}

function withoutRepeats(points: readonly Point[]): readonly Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    return before?.x !== point.x || before.y !== point.y;
  });
}

/** A node's edge to itself: out at the right, in at the top. */
export function loopOf({ x, y, width, height }: Box, labelled: boolean): PlacedEdge {
  const out = spacing.edges;
  const points = [
    { x: x + width, y: y + height / 2 },
    { x: x + width + out, y: y + height / 2 },
    { x: x + width + out, y: y - out },
    { x: x + width / 2, y: y - out },
    { x: x + width / 2, y },
  ];
  return labelled ? { points, labelAt: { x: x + width, y: y - out } } : { points };
}
