/** A node's shape as SVG, and what is around it. */
import type { PictureNode } from '../../../src/protocol/graph.ts';
import { copyOf, svg } from '../../shared/dom.ts';
import type { Shape } from '../shapes.ts';
import { stackDepth } from './foldedElement.ts';

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
