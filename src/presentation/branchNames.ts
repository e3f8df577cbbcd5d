import type { Outline, OutlineItem } from './outline.ts';

/** What each node's innermost branch is called, by the node's id; nothing for what lies on none. A branch of one node has its id. */
export function branchNames(outline: Outline | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const walk = (items: readonly OutlineItem[], branch: string | undefined): void => {
    for (const item of items) {
      if (item.kind === 'branch') walk(item.children, item.label);
      else {
        if (branch !== undefined) names.set(item.id, branch);
        if (item.nodeKind === 'fork')
          for (const child of item.children) walk([child], child.kind === 'node' ? child.id : child.label);
        else walk(item.children, branch);
      }
    }
  };
  walk(outline?.items ?? [], undefined);
  return names;
}

/**
 * The branch of an event's node, and the node: `audio > encode`; one where both are the same. In ASCII: VS Code frames each `›` of a
 * document as one that may be mistaken for `>`.
 */
export function placeName(names: ReadonlyMap<string, string>, nodeId: string, shown = nodeId): string {
  const branch = names.get(nodeId);
  return branch === undefined || branch === nodeId ? shown : `${branch} > ${shown}`;
}
