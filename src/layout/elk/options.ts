/**
 * How ELK lays out. Measured: `mergeEdges` is what keeps one fork with thousands of branches from taking minutes; with crossing
 * minimisation off the model's order is a trap, and so is network simplex placement. Branches stay in the order of their edges
 * (`PREFER_EDGES`): with the nodes' order besides, a branch whose nodes are written elsewhere goes there. Layers by the longest
 * path from the start: all branches begin side by side right behind their fork, where network simplex layers scatter them and then
 * turned their order round in most nested forks.
 */
import type { FlowDirection } from '../../protocol/graph.ts';
import { spacing } from '../shapes.ts';

export function elkOptions(direction: FlowDirection): Record<string, string> {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction === 'down' ? 'DOWN' : 'RIGHT',
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.padding': padding(spacing.margin),
    'elk.spacing.nodeNode': String(spacing.neighbours),
    'elk.spacing.edgeNode': String(spacing.edges),
    'elk.spacing.edgeEdge': String(spacing.edges),
    'elk.spacing.edgeLabel': '4',
    'elk.layered.spacing.nodeNodeBetweenLayers': String(spacing.layers),
    'elk.layered.spacing.edgeNodeBetweenLayers': '18',
    'elk.layered.spacing.edgeEdgeBetweenLayers': String(spacing.edges),
    'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
    'elk.layered.mergeEdges': 'true',
    'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES',
    'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
    'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
    'elk.layered.nodePlacement.favorStraightEdges': 'true',
    'elk.layered.feedbackEdges': 'true',
  };
}

export const inlineLabel: Record<string, string> = {
  'elk.edgeLabels.inline': 'true',
  'elk.edgeLabels.placement': 'CENTER',
};

function padding(size: number): string {
  return `[top=${size},left=${size},bottom=${size},right=${size}]`;
}
