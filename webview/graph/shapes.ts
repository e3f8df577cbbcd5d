/** What shape a node has. Pure. */
import type { PictureNode, Point } from '../../src/protocol/graph.ts';

export type Shape = 'event' | 'gateway' | 'box' | 'stack';

export function shapeOf({ kind, folded }: PictureNode): Shape {
  if (folded) return 'stack';
  if (kind === 'start' || kind === 'end') return 'event';
  return kind === 'fork' || kind === 'join' || kind === 'exclusive_gateway' ? 'gateway' : 'box';
}

/** The middles of the marks at the upper corners, as far in from the shape's box. */
export function cornerOf(shape: Shape): Point {
  if (shape === 'box' || shape === 'stack') return { x: 3, y: 3 };
  return shape === 'event' ? { x: 3, y: 4 } : { x: 7, y: 8 };
}
