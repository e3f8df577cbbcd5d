/**
 * How ELK lays out. Measured: `mergeEdges` is what keeps one fork with thousands of branches from taking minutes; with crossing
 * minimisation off the model's order is a trap, and so is network simplex placement. Branches stay in the order in which a walk finds
 * them (`toElk`), though more edges cross: without being forced ELK turned it round in a third of the forks whose branches are
 * connected. Layers by the longest path from the start: all branches begin side by side right behind their fork, where network simplex
 * layers scatter them.
 */
import type { FlowDirection } from '../../protocol/graph.ts';
import { spacing } from '../shapes.ts';

/** To force the order of more boxes takes ELK many seconds. */
export const mostInOrder = 300;

/** @param boxes how many there are to lay out */
export function elkOptions(direction: FlowDirection, boxes: number): Record<string, string> {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction === 'down' ? 'DOWN' : 'RIGHT',
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.padding': '[top=0,left=0,bottom=0,right=0]',
    'elk.spacing.nodeNode': String(spacing.neighbours),
    'elk.spacing.componentComponent': String(spacing.layers),
    'elk.spacing.edgeNode': String(spacing.edges),
    'elk.spacing.edgeEdge': String(spacing.edges),
    'elk.spacing.edgeLabel': '4',
    'elk.layered.spacing.nodeNodeBetweenLayers': String(spacing.layers),
    'elk.layered.spacing.edgeNodeBetweenLayers': '18',
    'elk.layered.spacing.edgeEdgeBetweenLayers': String(spacing.edges),
    'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
    'elk.layered.mergeEdges': 'true',
    ...(boxes <= mostInOrder ? inOrder : { 'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES' }),
    'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
    'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
    'elk.layered.nodePlacement.favorStraightEdges': 'true',
    'elk.layered.feedbackEdges': 'true',
  };
}

/** Nothing changes places to save a crossing, not even at the end. */
const inOrder: Record<string, string> = {
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'true',
  'elk.layered.crossingMinimization.greedySwitch.type': 'OFF',
};

export const inlineLabel: Record<string, string> = {
  'elk.edgeLabels.inline': 'true',
  'elk.edgeLabels.placement': 'CENTER',
};

/** For a box that edges touch where its ports are. */
export const withPorts: Record<string, string> = { 'elk.portConstraints': 'FIXED_POS' };

/** Of the ports before and behind a box. */
export const portOptions: Readonly<Record<FlowDirection, readonly [Record<string, string>, Record<string, string>]>> = {
  down: [{ 'elk.port.side': 'NORTH' }, { 'elk.port.side': 'SOUTH' }],
  right: [{ 'elk.port.side': 'WEST' }, { 'elk.port.side': 'EAST' }],
};

/** What is shorter than its layer stands where the layer begins, not in its middle. */
export function beginAtOnce(direction: FlowDirection): Record<string, string> {
  return { 'elk.alignment': direction === 'down' ? 'TOP' : 'LEFT' };
}
