import { edgeLabelSize } from '../shapes.ts';
import type { LayoutStructure } from '../structure.ts';
import type { ElkGraph } from './elkPort.ts';
import { elkOptions, inlineLabel } from './options.ts';

/** A structure in ELK's JSON format. Nodes are named by index, edges `eINDEX`; a node's edges to itself are left out. */
export function toElk({ nodes, edges, direction }: LayoutStructure): ElkGraph {
  return {
    id: 'graph',
    layoutOptions: elkOptions(direction, nodes.length),
    children: nodes.map(({ room }, index) => ({ id: String(index), width: room.width, height: room.height })),
    edges: edges.flatMap(({ source, target, labelled }, index) => {
      if (source === target) return [];
      const ends = { id: `e${index}`, sources: [String(source)], targets: [String(target)] };
      if (!labelled) return [ends];
      // Text of its own would only be measured; the size says it all.
      return [{ ...ends, labels: [{ text: ' ', ...edgeLabelSize, layoutOptions: inlineLabel }] }];
    }),
  };
}
