/** Which nodes a person means by a few letters. Pure. */
import type { GraphPicture, PictureNode } from '../../src/protocol/graph.ts';

export interface Found {
  /** The node of the picture. */
  readonly id: string;
  /** The node that was meant, where it is inside of a folded fork; else the same. */
  readonly meant: string;
}

/** All that have the letters in their id or name, regardless of case: those that begin with them first, each group in the file's order. */
export function find(picture: GraphPicture, letters: string): readonly Found[] {
  const wanted = letters.trim().toLowerCase();
  if (wanted === '') return [];
  const groups: Found[][] = [[], [], []];
  const add = (id: string, meant: string, names: readonly string[]): void => {
    const rank = rankOf(names, wanted);
    if (rank !== undefined) groups[rank]?.push({ id, meant });
  };
  for (const node of picture.nodes) {
    add(node.id, node.id, [node.id, node.label]);
    for (const inner of innerOf(node)) add(node.id, inner, [inner]);
  }
  return groups.flat();
}

function innerOf({ folded }: PictureNode): readonly string[] {
  return folded?.branches.flat() ?? [];
}

/** 0: it is called so, 1: its name begins so, 2: it has it in its name. */
function rankOf(names: readonly string[], wanted: string): 0 | 1 | 2 | undefined {
  const lower = names.map((name) => name.toLowerCase());
  if (lower.includes(wanted)) return 0;
  if (lower.some((name) => name.startsWith(wanted))) return 1;
  return lower.some((name) => name.includes(wanted)) ? 2 : undefined;
}
