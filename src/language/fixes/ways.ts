/** Edges that make a way from the start, or to an end. */
import type { Written, WrittenNode } from '../edits/written.ts';

/** The first end behind a node in the file, else the last one before it; none that leads to the node. */
export function nearestEnd(written: Written, node: WrittenNode | undefined): WrittenNode | undefined {
  const place = node ? written.nodes.indexOf(node) : -1;
  const before = written.reach(node ? [node.id] : [], 'incoming');
  const ends = written.ofType('end').filter(({ id }) => !before.has(id.toLowerCase()));
  return ends.find((end) => written.nodes.indexOf(end) > place) ?? ends.at(-1);
}

/**
 * Where a way that leads nowhere may end: in the join of the fork that it comes from, else in an end.
 *
 * @param from where the way ends now
 */
export function wayOut(written: Written, from: WrittenNode): WrittenNode | undefined {
  return joinOfBranch(written, from) ?? nearestEnd(written, from);
}

/** Walks back to the nearest fork whose other branches lead to a join. */
function joinOfBranch(written: Written, from: WrittenNode): WrittenNode | undefined {
  const before = written.reach([from.id], 'incoming');
  const behind = written.reach([from.id], 'outgoing');
  for (const id of before) {
    if (written.node(id)?.gateway !== 'fork') continue;
    for (const next of written.reach([id], 'outgoing')) {
      const join = written.node(next);
      if (join?.gateway === 'join' && !before.has(next) && !behind.has(next)) return join;
    }
  }
  return undefined;
}

/** The last nodes of the ways behind a node: those without an edge. The node itself where there are none. */
export function lastOf(written: Written, node: WrittenNode): readonly WrittenNode[] {
  return furthest(written, node, 'outgoing');
}

/** The first nodes of the ways before a node. */
export function firstOf(written: Written, node: WrittenNode): readonly WrittenNode[] {
  return furthest(written, node, 'incoming');
}

function furthest(written: Written, node: WrittenNode, side: 'outgoing' | 'incoming'): readonly WrittenNode[] {
  const found = [...written.reach([node.id], side)].flatMap((id) => {
    const one = written.node(id);
    return one && written[side](id).length === 0 ? [one] : [];
  });
  return found.length > 0 ? found : [node];
}
