/** Sizes, areas and where a picture goes in a page. Pure. */
import type { PictureEdge, PictureNode, Point } from '../../src/protocol/graph.ts';

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
 * @param least the smallest scale; a picture too large for it is seen where it starts
 */
export function fitInto(page: Size, picture: Size, start: Point, least: number = scales.smallest): Place {
  if ([page.width, page.height, picture.width, picture.height].includes(0)) return { x: 0, y: 0, k: 1 };
  const wide = (page.width - 2 * edgeRoom) / picture.width;
  const high = (page.height - 2 * edgeRoom) / picture.height;
  const k = Math.max(least, Math.min(largestFit, wide, high));
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

/** With room for what is written beside or below. */
export function nodeBounds(nodes: readonly PictureNode[]): Bounds {
  return boundsOf(nodes, ({ x, y, width, height }) => ({
    left: x - 64,
    top: y - 12,
    right: x + width + 128,
    bottom: y + height + 40,
  }));
}

/** With room for a label. */
export function edgeBounds(edges: readonly PictureEdge[]): Bounds {
  return boundsOf(edges, ({ points }) => {
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    return {
      left: Math.min(...xs) - 64,
      top: Math.min(...ys) - 12,
      right: Math.max(...xs) + 64,
      bottom: Math.max(...ys) + 12,
    };
  });
}

function boundsOf<T>(items: readonly T[], areaOfItem: (item: T) => Area): Bounds {
  const make = (): Float64Array => new Float64Array(items.length);
  const bounds = { left: make(), top: make(), right: make(), bottom: make() };
  items.forEach((item, index) => {
    const { left, top, right, bottom } = areaOfItem(item);
    bounds.left[index] = left;
    bounds.top[index] = top;
    bounds.right[index] = right;
    bounds.bottom[index] = bottom;
  });
  return bounds;
}
