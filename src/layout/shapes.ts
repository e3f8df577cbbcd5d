/** The measures of what is drawn, in pixels. The view draws to them; text that does not fit is cut there. */
import type { NodeKind } from '../model/definition.ts';
import type { FlowDirection } from '../protocol/graph.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `stack`: a folded fork. */
export type Shape = 'event' | 'gateway' | 'box' | 'stack';

const sizes: Readonly<Record<Shape, Size>> = {
  event: { width: 36, height: 36 },
  gateway: { width: 44, height: 44 },
  box: { width: 208, height: 54 },
  stack: { width: 232, height: 64 },
};

/** The widest text beside or below an event or a gateway, and how far it stands off. */
export const outerText = { width: 132, gap: 8, height: 34 } as const;

export const edgeLabelSize: Size = { width: 120, height: 20 };

/** Clear space: around the picture, between neighbours in a layer, between layers. */
export const spacing = { margin: 24, neighbours: 24, layers: 44, edges: 12 } as const;

export function shapeOf(
  kind: NodeKind,
  direction: FlowDirection,
  isFolded = false,
): Size & { shape: Shape; room: Size } {
  const shape = isFolded ? 'stack' : shapeKind(kind);
  const size = sizes[shape];
  return { shape, ...size, room: shape === 'box' || shape === 'stack' ? size : roomOf(size, direction) };
}

function shapeKind(kind: NodeKind): Shape {
  switch (kind) {
    case 'start':
    case 'end':
      return 'event';
    case 'fork':
    case 'join':
    case 'exclusive_gateway':
      return 'gateway';
    case 'agent_task':
    case 'approval':
    case 'delay':
    case 'for_each':
    case 'subworkflow':
      return 'box';
  }
}

/** The text stands beside the shape when the flow goes down, below it when it goes right, so that it never crosses the edges. */
function roomOf({ width, height }: Size, direction: FlowDirection): Size {
  return direction === 'down'
    ? { width: width + 2 * (outerText.gap + outerText.width), height }
    : { width: Math.max(width, outerText.width), height: height + 2 * outerText.height };
}
