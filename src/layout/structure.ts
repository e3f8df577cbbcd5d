/**
 * All that a layout depends on: shapes and who is connected to whom. No id and no text is in it, so a renamed node and a changed
 * label are laid out where they were.
 */
import type { NodeKind } from '../model/definition.ts';
import type { FlowDirection, Point } from '../protocol/graph.ts';
import type { DescribedNode, Description } from './description.ts';
import { type Shape, shapeOf, type Size } from './shapes.ts';

export interface LayoutStructure {
  readonly direction: FlowDirection;
  readonly nodes: readonly LayoutNode[];
  /** Ends by node index; both exist. Edges to the node itself are allowed. */
  readonly edges: readonly LayoutEdge[];
}

export interface LayoutNode extends Size {
  readonly shape: Shape;
  /** The room that it takes, its shape in the middle: what stands beside the shape is in it too. */
  readonly room: Size;
}

export interface LayoutEdge {
  readonly source: number;
  readonly target: number;
  readonly labelled: boolean;
  /** Whether it is taken when its source fails: what is reached only so is laid out beside everything else. */
  readonly aside?: true;
}

/** Where everything is, by index. */
export interface Placement extends Size {
  /** Upper left corners of the shapes. */
  readonly nodes: readonly Point[];
  readonly edges: readonly PlacedEdge[];
}

export interface PlacedEdge {
  readonly points: readonly Point[];
  /** Only where it is labelled. */
  readonly labelAt?: Point;
}

export function structureOf({ nodes, edges }: Description, direction: FlowDirection): LayoutStructure {
  return {
    direction,
    nodes: layoutNodes(nodes, direction),
    edges: edges.map(({ source, target, label, on }) => ({
      ...{ source, target, labelled: label !== '' },
      ...(on === 'failure' && { aside: true }),
    })),
  };
}

/** What a direction makes of the nodes; edges are the same in both. */
export function layoutNodes(nodes: readonly DescribedNode[], direction: FlowDirection): readonly LayoutNode[] {
  const byKind = new Map<NodeKind | 'folded', LayoutNode>();
  const layoutNode = ({ kind, folded }: DescribedNode): LayoutNode => {
    const like = folded ? 'folded' : kind;
    const known = byKind.get(like);
    if (known) return known;
    const made = shapeOf(kind, direction, folded !== undefined);
    byKind.set(like, made);
    return made;
  };
  return nodes.map(layoutNode);
}

/** Equal for structures with the same layout. */
export function structureKey({ direction, nodes, edges }: LayoutStructure): string {
  const shapes = nodes.map(({ shape }) => shape[0]).join('');
  const links = edges.map(
    ({ source, target, labelled, aside }) => `${source}${aside ? '!' : ''}${labelled ? '>' : '-'}${target}`,
  );
  return `${direction} ${shapes} ${links.join(' ')}`;
}
