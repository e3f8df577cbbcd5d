/** Nodes as a hierarchy of calls: what comes before a node calls it, what comes after it is called. */
import type { Position, Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { occurrenceAt } from './occurrences.ts';
import { kindText } from './summaries.ts';

export interface HierarchyNode {
  readonly id: string;
  readonly detail: string;
  readonly kind: string;
  readonly range: Range;
  /** Within `range`. */
  readonly idRange: Range;
}

export interface HierarchyStep {
  readonly node: HierarchyNode;
  /** Where the edges between the two name the node that is called. */
  readonly places: readonly Range[];
}

/** The node that is declared or named at a position. */
export function hierarchyNodeAt(project: Project, position: Position): HierarchyNode | undefined {
  const found = occurrenceAt(project, position);
  return found?.kind === 'node' ? hierarchyNode(project, project.graph.indexOf(found.id)) : undefined;
}

function hierarchyNode({ graph }: Project, index: number | undefined): HierarchyNode | undefined {
  const node = graph.nodes[index ?? -1];
  if (!node) return undefined;
  const agent = 'agentId' in node && node.agentId !== '' ? ` · ${node.agentId}` : '';
  return { id: node.id, detail: kindText(node) + agent, kind: node.kind, range: node.range, idRange: node.idRange };
}

/** The nodes one step upstream or downstream, each once, in the order of the edges. */
export function hierarchySteps(project: Project, id: string, side: 'incoming' | 'outgoing'): readonly HierarchyStep[] {
  const { graph } = project;
  const steps = new Map<number, Range[]>();
  for (const index of graph[side][graph.indexOf(id) ?? -1] ?? []) {
    const edge = graph.edges[index];
    if (!edge) continue;
    const other = side === 'incoming' ? edge.source : edge.target;
    const places = steps.get(other);
    if (places) places.push(edge.definition.targetRange);
    else steps.set(other, [edge.definition.targetRange]);
  }
  return [...steps].flatMap(([other, places]) => {
    const node = hierarchyNode(project, other);
    return node ? { node, places } : [];
  });
}
