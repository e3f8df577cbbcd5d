/** A description and a placement make a picture. */
import { mapInSteps, type Steps } from '../base/steps.ts';
import type { FlowDirection, GraphPicture, PictureEdge, PictureNode } from '../protocol/graph.ts';
import type { Description } from './description.ts';
import type { LayoutStructure, Placement } from './structure.ts';

export function* pictureInSteps(
  description: Description,
  structure: LayoutStructure,
  placement: Placement,
): Steps<GraphPicture> {
  const nodes = yield* mapInSteps(description.nodes, (node, index): PictureNode => {
    const { width, height } = structure.nodes[index] ?? { width: 0, height: 0 };
    const { x, y } = placement.nodes[index] ?? { x: 0, y: 0 };
    return { ...node, x, y, width, height };
  });
  const edges = yield* mapInSteps(description.edges, ({ source, target, on, label }, index): PictureEdge => {
    const placed = placement.edges[index];
    return {
      source: description.nodes[source]?.id ?? '',
      target: description.nodes[target]?.id ?? '',
      on,
      label,
      ...(placed?.labelAt && { labelAt: placed.labelAt }),
      points: placed?.points ?? [],
    };
  });
  const direction: FlowDirection = structure.direction;
  return { width: placement.width, height: placement.height, direction, nodes, edges };
}
