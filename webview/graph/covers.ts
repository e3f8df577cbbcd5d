/** What lies over the picture takes room from it: nothing that is looked for may end up behind it. Pure. */
import type { Point } from '../../src/protocol/graph.ts';
import { type Area, bringIn, type Place, type Size, type View } from './geometry.ts';

/** Between a node and what it must not be behind. */
const gap = 8;

/** Moves what is not wholly in view there, and out from behind what lies over the page; where that is possible. */
export function bringOut(view: View, box: Size & Point, covers: readonly Area[]): Place {
  const to = bringIn(view, box);
  const at = areaAt(to, box);
  if (!isCovered(at, covers)) return to;
  const ways = covers.flatMap(({ left, top, right, bottom }) => [
    { x: left - gap - at.right, y: 0 },
    { x: right + gap - at.left, y: 0 },
    { x: 0, y: top - gap - at.bottom },
    { x: 0, y: bottom + gap - at.top },
  ]);
  const [best] = ways
    .filter((way) => isFree(moved(at, way), view, covers))
    .sort((a, b) => Math.abs(a.x + a.y) - Math.abs(b.x + b.y));
  return best ? { x: to.x + best.x, y: to.y + best.y, k: to.k } : to;
}

/** Where a part of the picture is in the page. */
export function areaAt({ x, y, k }: Place, box: Size & Point): Area {
  const [left, top] = [x + box.x * k, y + box.y * k];
  return { left, top, right: left + box.width * k, bottom: top + box.height * k };
}

export function isCovered({ left, top, right, bottom }: Area, covers: readonly Area[]): boolean {
  return covers.some((cover) => left < cover.right && right > cover.left && top < cover.bottom && bottom > cover.top);
}

function isFree(area: Area, { width, height }: Size, covers: readonly Area[]): boolean {
  const isInside = area.left >= 0 && area.top >= 0 && area.right <= width && area.bottom <= height;
  return isInside && !isCovered(area, covers);
}

function moved({ left, top, right, bottom }: Area, { x, y }: Point): Area {
  return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
}
