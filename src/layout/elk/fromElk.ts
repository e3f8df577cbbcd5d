import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { err, ok, type Result } from '../../base/result.ts';
import type { Point } from '../../protocol/graph.ts';
import { attachEnds, loopOf } from '../ends.ts';
import type { LayoutNode, LayoutStructure, PlacedEdge, Placement } from '../structure.ts';

/** What ELK gave back as a placement; an error says what is missing in it. */
export function fromElk(structure: LayoutStructure, graph: ElkNode): Result<Placement, string> {
  const children = new Map((graph.children ?? []).map((child) => [child.id, child]));
  const nodes: Point[] = [];
  for (const [index, node] of structure.nodes.entries()) {
    const placed = children.get(String(index));
    if (placed?.x === undefined || placed.y === undefined) return err(`Node ${index} has no place.`);
    nodes.push(middleOf(node, placed.x, placed.y));
  }
  const byId = new Map((graph.edges ?? []).map((edge) => [edge.id, edge]));
  const edges: PlacedEdge[] = [];
  for (const [index, { source, target, labelled }] of structure.edges.entries()) {
    const [from, to] = [boxOf(structure, nodes, source), boxOf(structure, nodes, target)];
    if (source === target) {
      edges.push(loopOf(from, labelled));
      continue;
    }
    const placed = readEdge(byId.get(`e${index}`));
    if (!placed) return err(`Edge ${index} has no points.`);
    edges.push({ ...placed, points: attachEnds(placed.points, from, to, structure.direction) });
  }
  return ok({ width: Math.ceil(graph.width ?? 0), height: Math.ceil(graph.height ?? 0), nodes, edges });
}

/** The shape stands in the middle of its room. */
function middleOf({ width, height, room }: LayoutNode, x: number, y: number): Point {
  return { x: round(x + (room.width - width) / 2), y: round(y + (room.height - height) / 2) };
}

function boxOf(
  { nodes }: LayoutStructure,
  places: readonly Point[],
  index: number,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const { width, height } = nodes[index] ?? { width: 0, height: 0 };
  return { ...(places[index] ?? { x: 0, y: 0 }), width, height };
}

function readEdge(edge: ElkExtendedEdge | undefined): PlacedEdge | undefined {
  const section = edge?.sections?.[0];
  if (!edge || !section) return undefined;
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(({ x, y }) => ({
    x: round(x),
    y: round(y),
  }));
  const label = edge.labels?.[0];
  if (label?.x === undefined || label.y === undefined) return { points };
  const labelAt = { x: round(label.x + (label.width ?? 0) / 2), y: round(label.y + (label.height ?? 0) / 2) };
  return { points, labelAt };
}

/** To half a pixel: finer is not seen and only lengthens the messages. */
function round(value: number): number {
  return Math.round(value * 2) / 2;
}
