/** Where an arrow key leads: with or against the flow along the edges, across it to a sibling, else to what is nearest there. */
import type { FlowDirection, PictureNode } from '../../src/protocol/graph.ts';
import type { GraphStore } from './store.ts';

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

const meanings: Readonly<Record<FlowDirection, Readonly<Record<Arrow, 'next' | 'previous' | 'before' | 'after'>>>> = {
  down: { ArrowDown: 'next', ArrowUp: 'previous', ArrowLeft: 'before', ArrowRight: 'after' },
  right: { ArrowRight: 'next', ArrowLeft: 'previous', ArrowUp: 'before', ArrowDown: 'after' },
};

/** The node's id; undefined where nothing is there. */
export function step(store: GraphStore, from: string, arrow: Arrow): string | undefined {
  const node = store.node(from);
  const picture = store.shown?.picture;
  if (!node || !picture) return undefined;
  const across = acrossOf(picture.direction);
  const meaning = meanings[picture.direction][arrow];
  switch (meaning) {
    case 'next':
      return closest(
        nodesOf(
          store,
          store.outgoing(from).map(({ target }) => target),
        ),
        across,
        across(node),
      );
    case 'previous':
      return closest(
        nodesOf(
          store,
          store.incoming(from).map(({ source }) => source),
        ),
        across,
        across(node),
      );
    case 'before':
    case 'after': {
      const sign = meaning === 'before' ? -1 : 1;
      const isThere = (other: PictureNode): boolean => sign * (across(other) - across(node)) > 0;
      const siblings = nodesOf(store, siblingsOf(store, from)).filter(isThere);
      if (siblings.length > 0) return closest(siblings, across, across(node));
      return closest(inLayer(picture.nodes, node, picture.direction).filter(isThere), across, across(node));
    }
  }
}

function acrossOf(direction: FlowDirection): (node: PictureNode) => number {
  return direction === 'down' ? ({ x, width }) => x + width / 2 : ({ y, height }) => y + height / 2;
}

function nodesOf(store: GraphStore, ids: readonly string[]): readonly PictureNode[] {
  return ids.flatMap((id) => store.node(id) ?? []);
}

/** The first of those that are closest. */
function closest(
  nodes: readonly PictureNode[],
  across: (node: PictureNode) => number,
  wanted: number,
): string | undefined {
  let best: PictureNode | undefined;
  for (const node of nodes) if (!best || Math.abs(across(node) - wanted) < Math.abs(across(best) - wanted)) best = node;
  return best?.id;
}

/** What shares a source, or a target, with the node. */
function siblingsOf(store: GraphStore, id: string): readonly string[] {
  const before = store.incoming(id).flatMap(({ source }) => store.outgoing(source).map(({ target }) => target));
  const after = store.outgoing(id).flatMap(({ target }) => store.incoming(target).map(({ source }) => source));
  return [...before, ...after].filter((other) => other !== id);
}

/** What overlaps the node along the flow. */
function inLayer(nodes: readonly PictureNode[], node: PictureNode, direction: FlowDirection): readonly PictureNode[] {
  const [start, size] = direction === 'down' ? (['y', 'height'] as const) : (['x', 'width'] as const);
  return nodes.filter(
    (other) =>
      other.id !== node.id && other[start] < node[start] + node[size] && node[start] < other[start] + other[size],
  );
}
