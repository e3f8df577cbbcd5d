import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { type Answer, entry, exit, type Line, type Question, type Spot, spotOf } from './question.ts';

/** What ELK gave back. Throws where something is missing in it. */
export function fromElk({ direction, boxes, edges, hasEntry, hasExit }: Question, graph: ElkNode): Answer {
  const children = new Map((graph.children ?? []).map((child) => [child.id, child]));
  const spot = (x: number, y: number): Spot => spotOf({ x: round(x), y: round(y) }, direction);
  const cornerOf = (index: number): Spot => {
    const { x, y } = children.get(String(index)) ?? {};
    if (x === undefined || y === undefined) throw new Error(`ELK gave node ${index} no place.`);
    return spot(x, y);
  };
  const line = (edge: ElkExtendedEdge | undefined, index: number): Line => {
    const section = edge?.sections?.[0];
    if (!section) throw new Error(`ELK gave edge ${index} no points.`);
    const { startPoint, bendPoints = [], endPoint } = section;
    const points = [startPoint, ...bendPoints, endPoint].map(({ x, y }) => spot(x, y));
    const { x, y, width = 0, height = 0 } = edge.labels?.[0] ?? {};
    return x === undefined || y === undefined ? { points } : { points, labelAt: spot(x + width / 2, y + height / 2) };
  };
  const byId = new Map((graph.edges ?? []).map((edge) => [edge.id, edge]));
  const size = spot(graph.width ?? 0, graph.height ?? 0);
  if (hasEntry) cornerOf(entry);
  return {
    size: hasExit ? { across: size.across, along: cornerOf(exit).along } : size,
    boxes: boxes.map((_, index) => cornerOf(index)),
    edges: edges.map((_, index) => line(byId.get(`e${index}`), index)),
  };
}

/** To half a pixel: finer is not seen and only lengthens the messages. A sum's last digits decide nothing. */
function round(value: number): number {
  return Math.round(Math.round(value * 1_000) / 500) / 2;
}
