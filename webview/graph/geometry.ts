/** Sizes, areas and where a picture goes in a page. Pure. */
import type { PictureEdge, PictureNode, Point } from '../../src/protocol/graph.ts';
import { shapeOf } from './shapes.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Translation in pixels of the page, and scale. */
export interface Place extends Point {
  readonly k: number;
}

/** A page with this size and where the picture is in it. */
export interface View extends Place, Size {}

export const scales = { smallest: 0.02, largest: 3 } as const;
/** Fitting never magnifies beyond this: a graph of three nodes need not fill the window. */
const largestFit = 1.15;
const edgeRoom = 16;

/**
 * The whole picture in the middle of the page.
 *
 * @param least the smallest scale; of a picture too large for it is seen where it starts
 * @param part the scale of that
 */
export function fitInto(page: Size, picture: Size, start: Point, least: number = scales.smallest, part = least): Place {
  if ([page.width, page.height, picture.width, picture.height].includes(0)) return { x: 0, y: 0, k: 1 };
  const wide = (page.width - 2 * edgeRoom) / picture.width;
  const high = (page.height - 2 * edgeRoom) / picture.height;
  const whole = Math.min(largestFit, wide, high);
  const k = whole < least ? part : whole;
  return {
    x: offset(page.width, picture.width * k, start.x * k),
    y: offset(page.height, picture.height * k, start.y * k),
    k,
  };
}

/** In the middle where it fits, else as near to having the start in the middle as its ends allow. */
function offset(room: number, size: number, start: number): number {
  if (size <= room) return (room - size) / 2;
  return Math.min(edgeRoom, Math.max(room - size - edgeRoom, room / 2 - start));
}

/** Another scale around the middle of the page. */
export function scaleBy({ x, y, k, width, height }: View, factor: number): Place {
  const scale = Math.min(scales.largest, Math.max(scales.smallest, k * factor));
  const [middleX, middleY] = [width / 2, height / 2];
  return { x: middleX - ((middleX - x) / k) * scale, y: middleY - ((middleY - y) / k) * scale, k: scale };
}

/** Moves what is not wholly in view there, with some room around; what is too large is seen from its start. */
export function bringIn({ x, y, k, width, height }: View, box: Size & Point): Place {
  return {
    x: x + shift(x + box.x * k, box.width * k, width),
    y: y + shift(y + box.y * k, box.height * k, height),
    k,
  };
}

function shift(from: number, size: number, page: number): number {
  const to = from + size;
  if (from >= 0 && to <= page) return 0;
  const room = Math.min(48, page / 8);
  return from < 0 ? room - from : Math.max(page - room - to, room - from);
}

/** The point of the picture that is in the middle of the page. */
export function middleOf({ x, y, k, width, height }: View): Point {
  return { x: (width / 2 - x) / k, y: (height / 2 - y) / k };
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The part of the picture that is seen. @param more this much of the page's size further on each side */
export function areaOf({ x, y, k, width, height }: View, more: number): Area {
  return {
    left: (-x - more * width) / k,
    top: (-y - more * height) / k,
    right: (width - x + more * width) / k,
    bottom: (height - y + more * height) / k,
  };
}

export function contains(outer: Area, inner: Area): boolean {
  return (
    outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom
  );
}

/** Areas by index. */
export interface Bounds {
  readonly left: Float64Array;
  readonly top: Float64Array;
  readonly right: Float64Array;
  readonly bottom: Float64Array;
}

export function isIn({ left, top, right, bottom }: Bounds, index: number, area: Area): boolean {
  return (
    (left[index] ?? 0) <= area.right &&
    (right[index] ?? 0) >= area.left &&
    (top[index] ?? 0) <= area.bottom &&
    (bottom[index] ?? 0) >= area.top
  );
}

/** What is drawn around a node at most: its marks, and beside or below what has no room for texts of its own these. */
const aroundBox = { left: 12, top: 12, right: 16, bottom: 12 };
const aroundOther = { left: 64, top: 12, right: 144, bottom: 40 };

export function nodeBounds(nodes: readonly PictureNode[]): Bounds {
  const bounds = noBounds(nodes.length);
  nodes.forEach((node, index) => {
    const { x, y, width, height } = node;
    const shape = shapeOf(node);
    const around = shape === 'box' || shape === 'stack' ? aroundBox : aroundOther;
    bounds.left[index] = x - around.left;
    bounds.top[index] = y - around.top;
    bounds.right[index] = x + width + around.right;
    bounds.bottom[index] = y + height + around.bottom;
  });
  return bounds;
}

/** With room for a label, where there is one. */
export function edgeBounds(edges: readonly PictureEdge[]): Bounds {
  const bounds = noBounds(edges.length);
  edges.forEach(({ points, labelAt }, index) => {
    let left = Infinity;
    let top = Infinity;
    let right = -Infinity;
    let bottom = -Infinity;
    for (const { x, y } of points) {
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    const beside = labelAt ? 64 : 12;
    bounds.left[index] = left - beside;
    bounds.top[index] = top - 12;
    bounds.right[index] = right + beside;
    bounds.bottom[index] = bottom + 12;
  });
  return bounds;
}

function noBounds(length: number): Bounds {
  const make = (): Float64Array => new Float64Array(length);
  return { left: make(), top: make(), right: make(), bottom: make() };
}

/**
 * How far what is nearest to a point of one picture has moved in the next, among the nodes that both have. Whoever looks there goes on
 * looking at it.
 */
export function movedAt(point: Point, before: readonly PictureNode[], after: readonly PictureNode[]): Point {
  const there = new Map(after.map((node) => [node.id, node]));
  let nearest = Infinity;
  let moved = { x: 0, y: 0 };
  for (const node of before) {
    const same = there.get(node.id);
    const away = Math.hypot(node.x - point.x, node.y - point.y);
    if (!same || away >= nearest) continue;
    nearest = away;
    moved = { x: same.x - node.x, y: same.y - node.y };
  }
  return moved;
}

/** Half of what the text on an edge takes at most. */
const label = { width: 52, height: 9 };

/** The edge whose line is nearest to a point, not further than `reach`, or whose text the point is on. */
export function edgeAt(edges: readonly PictureEdge[], point: Point, reach: number): PictureEdge | undefined {
  let [found, nearest]: [PictureEdge | undefined, number] = [undefined, reach];
  for (const edge of edges) {
    const { points, labelAt } = edge;
    if (labelAt && Math.abs(labelAt.x - point.x) <= label.width && Math.abs(labelAt.y - point.y) <= label.height)
      return edge;
    let [from] = points;
    for (const to of points) {
      const away = distanceTo(from ?? to, to, point);
      if (away <= nearest) [found, nearest] = [edge, away];
      from = to;
    }
  }
  return found;
}

/** From a line between two points. */
function distanceTo(from: Point, to: Point, { x, y }: Point): number {
  const [alongX, alongY] = [to.x - from.x, to.y - from.y];
  const length = alongX * alongX + alongY * alongY;
  const part = length === 0 ? 0 : ((x - from.x) * alongX + (y - from.y) * alongY) / length;
  const within = Math.min(1, Math.max(0, part));
  return Math.hypot(from.x + within * alongX - x, from.y + within * alongY - y);
}
