/** What holds for every placement, whoever made it: each check gives the offences as text, so that a failure says what is wrong. */
import type { Point } from '../../../src/protocol/graph.ts';
import type { LayoutStructure, Placement } from '../../../src/layout/structure.ts';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** All offences against the invariants that no layout may break. */
export function offences(structure: LayoutStructure, placement: Placement): readonly string[] {
  return [
    ...incomplete(structure, placement),
    ...outside(structure, placement),
    ...overlapping(structure, placement),
    ...looseEnds(structure, placement),
    ...slanted(placement),
    ...throughNodes(structure, placement),
    ...labelsAstray(structure, placement),
  ];
}

function incomplete({ nodes, edges }: LayoutStructure, placement: Placement): readonly string[] {
  const found: string[] = [];
  if (placement.nodes.length !== nodes.length) found.push(`${placement.nodes.length} of ${nodes.length} nodes`);
  if (placement.edges.length !== edges.length) found.push(`${placement.edges.length} of ${edges.length} edges`);
  placement.edges.forEach(({ points, labelAt }, edge) => {
    if (points.length < 2) found.push(`edge ${edge} has ${points.length} points`);
    if ((labelAt !== undefined) !== edges[edge]!.labelled) found.push(`edge ${edge}: label ${JSON.stringify(labelAt)}`);
  });
  return found;
}

function outside(structure: LayoutStructure, placement: Placement): readonly string[] {
  const { width, height } = placement;
  const isOut = ({ x, y }: Point): boolean => !(x >= 0 && y >= 0 && x <= width && y <= height);
  const nodes = structure.nodes.flatMap((_, node) => {
    const { left, top, right, bottom } = roomBox(structure, placement, node);
    return isOut({ x: left, y: top }) || isOut({ x: right, y: bottom }) ? [`node ${node} is outside the picture`] : [];
  });
  const edges = placement.edges.flatMap(({ points }, edge) =>
    points.some(isOut) ? [`edge ${edge} leaves the picture`] : [],
  );
  return [...nodes, ...edges];
}

function overlapping(structure: LayoutStructure, placement: Placement): readonly string[] {
  const boxes = structure.nodes.map((_, node) => ({ node, box: roomBox(structure, placement, node) }));
  boxes.sort((a, b) => a.box.top - b.box.top);
  const found: string[] = [];
  for (const [index, { node, box }] of boxes.entries())
    for (let other = index + 1; other < boxes.length; other++) {
      const next = boxes[other]!;
      if (next.box.top >= box.bottom) break;
      if (next.box.left < box.right && box.left < next.box.right) found.push(`nodes ${node} and ${next.node} overlap`);
    }
  return found;
}

function looseEnds(structure: LayoutStructure, placement: Placement): readonly string[] {
  return placement.edges.flatMap(({ points }, index) => {
    const { source, target } = structure.edges[index]!;
    const found: string[] = [];
    if (!isOnBorder(points[0]!, shapeBox(structure, placement, source)))
      found.push(`edge ${index} does not start at the border of node ${source}`);
    if (!isOnBorder(points.at(-1)!, shapeBox(structure, placement, target)))
      found.push(`edge ${index} does not end at the border of node ${target}`);
    return found;
  });
}

function isOnBorder({ x, y }: Point, { left, top, right, bottom }: Box): boolean {
  const isBeside = x >= left && x <= right && y >= top && y <= bottom;
  return isBeside && (x === left || x === right || y === top || y === bottom);
}

function slanted(placement: Placement): readonly string[] {
  return placement.edges.flatMap(({ points }, edge) =>
    parts(points).some(([a, b]) => a.x !== b.x && a.y !== b.y) ? [`edge ${edge} has a slanted part`] : [],
  );
}

function throughNodes(structure: LayoutStructure, placement: Placement): readonly string[] {
  const shapes = structure.nodes.map((_, node) => shapeBox(structure, placement, node));
  const rooms = structure.nodes.map((_, node) => roomBox(structure, placement, node));
  return placement.edges.flatMap(({ points }, edge) => {
    const { source, target } = structure.edges[edge]!;
    const found = new Set<string>();
    for (const part of parts(points))
      for (const [node, room] of rooms.entries()) {
        // Its own ends' texts an edge to itself may touch: the editor calls it an error anyway.
        const isEnd = node === source || node === target;
        if (crosses(part, isEnd ? shapes[node]! : room)) found.add(`edge ${edge} passes through node ${node}`);
      }
    return [...found];
  });
}

/** Whether a part runs through the inside; along the border is beside it. */
function crosses([a, b]: readonly [Point, Point], { left, top, right, bottom }: Box): boolean {
  return (
    Math.min(a.x, b.x) < right && Math.max(a.x, b.x) > left && Math.min(a.y, b.y) < bottom && Math.max(a.y, b.y) > top
  );
}

/** A label's middle is on its edge's line, and no node's shape is there. */
function labelsAstray(structure: LayoutStructure, placement: Placement): readonly string[] {
  return placement.edges.flatMap(({ points, labelAt }, edge) => {
    if (!labelAt) return [];
    const found: string[] = [];
    if (!parts(points).some((part) => isOnPart(labelAt, part))) found.push(`the label of edge ${edge} is off its line`);
    structure.nodes.forEach((_, node) => {
      if (crosses([labelAt, labelAt], shapeBox(structure, placement, node)))
        found.push(`the label of edge ${edge} is on node ${node}`);
    });
    return found;
  });
}

function isOnPart({ x, y }: Point, [a, b]: readonly [Point, Point]): boolean {
  return (
    x >= Math.min(a.x, b.x) - 1 &&
    x <= Math.max(a.x, b.x) + 1 &&
    y >= Math.min(a.y, b.y) - 1 &&
    y <= Math.max(a.y, b.y) + 1
  );
}

function parts(points: readonly Point[]): readonly (readonly [Point, Point])[] {
  return points.slice(1).map((point, index) => [points[index]!, point] as const);
}

function shapeBox({ nodes }: LayoutStructure, placement: Placement, node: number): Box {
  const { width, height } = nodes[node]!;
  const { x, y } = placement.nodes[node]!;
  return { left: x, top: y, right: x + width, bottom: y + height };
}

/** With the text beside or below the shape. */
function roomBox({ nodes }: LayoutStructure, placement: Placement, node: number): Box {
  const { width, height, room } = nodes[node]!;
  const { x, y } = placement.nodes[node]!;
  const [left, top] = [x - (room.width - width) / 2, y - (room.height - height) / 2];
  return { left, top, right: left + room.width, bottom: top + room.height };
}
