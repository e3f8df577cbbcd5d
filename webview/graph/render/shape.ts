/** What outline a node has. */
import type { PictureNode, Point } from '../../../src/protocol/graph.ts';
import { copyOf, svg } from '../../shared/dom.ts';
import { stackDepth } from './foldedElement.ts';

export type Shape = 'event' | 'gateway' | 'box' | 'stack';

export function shapeOf({ kind, folded }: PictureNode): Shape {
  if (folded) return 'stack';
  if (kind === 'start' || kind === 'end') return 'event';
  return kind === 'fork' || kind === 'join' || kind === 'exclusive_gateway' ? 'gateway' : 'box';
}

/** @param grow how far outside the shape */
export function outline({ width, height }: PictureNode, shape: Shape, name: string, grow: number): SVGElement {
  return copyOf(`${shape} ${name} ${width} ${height} ${grow}`, () => outlineOf(width, height, shape, name, grow));
}

function outlineOf(width: number, height: number, shape: Shape, name: string, grow: number): SVGElement {
  switch (shape) {
    case 'event':
      return svg('circle', { class: name, cx: width / 2, cy: height / 2, r: width / 2 + grow });
    case 'gateway': {
      const out = grow * Math.SQRT2;
      const [x, y] = [width / 2, height / 2];
      return svg('path', {
        class: name,
        d: `M${x} ${-out}L${width + out} ${y} ${x} ${height + out} ${-out} ${y}z`,
      });
    }
    case 'stack':
    case 'box':
      return svg('rect', {
        class: name,
        x: -grow,
        y: -grow,
        width: width + 2 * grow,
        height: height - (shape === 'stack' ? stackDepth : 0) + 2 * grow,
        rx: 6 + grow,
      });
  }
}

/** The middles of the marks at the upper corners, as far in from the shape's box. */
export function cornerOf(shape: Shape): Point {
  if (shape === 'box' || shape === 'stack') return { x: 3, y: 3 };
  return shape === 'event' ? { x: 3, y: 4 } : { x: 7, y: 8 };
}
