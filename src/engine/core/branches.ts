import type { Program, ProgramNode } from '../program.ts';

/**
 * The nodes that lie only on the way to a join (J3): every path from them leads into it. In the file's order, finished ones
 * included. Walks back from the join as far as its fork.
 */
export function onlyOnTheWayTo(program: Program, join: ProgramNode, fork: number | undefined): number[] {
  const found: number[] = [];
  const leadingIn = new Map<number, number>();
  const walk: ProgramNode[] = [join];
  for (let node = walk.pop(); node !== undefined; node = walk.pop()) {
    for (const edge of node.incoming) {
      const source = program.nodes[program.sources[edge] ?? -1];
      if (source === undefined || source.index === fork) continue;
      const count = (leadingIn.get(source.index) ?? 0) + 1;
      leadingIn.set(source.index, count);
      if (count < source.outgoing.length) continue;
      found.push(source.index);
      walk.push(source);
    }
  }
  return found.sort((a, b) => a - b);
}
