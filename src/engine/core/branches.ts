import { reachable } from '../../model/graph/order.ts';
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
      const source = program.nodes[program.sources[edge] as number] as ProgramNode;
      if (source.index === fork) continue;
      const count = (leadingIn.get(source.index) ?? 0) + 1;
      leadingIn.set(source.index, count);
      if (count < source.outgoing.length) continue;
      found.push(source.index);
      walk.push(source);
    }
  }
  return found.sort((a, b) => a - b);
}

/**
 * R4: the nodes of a fork's branch, in the file's order: those to which only the branch's first node leads, before the fork's joins.
 * Undefined when that is not what the fork leads to.
 */
export function branchOf(program: Program, forkId: string, firstId: string): readonly number[] | undefined {
  const { graph } = program;
  const fork = program.nodes[graph.indexOf(forkId) ?? -1];
  const first = graph.indexOf(firstId);
  const region = program.regions[fork?.region ?? -1];
  if (fork === undefined || region === undefined || first === undefined) return undefined;
  const others = fork.outgoing.map((edge) => program.targets[edge] as number);
  if (!others.includes(first)) return undefined;
  const ofBranch = reachable(graph, [first], 'outgoing');
  const ofOthers = reachable(
    graph,
    others.filter((other) => other !== first),
    'outgoing',
  );
  const behind = reachable(graph, region.joins, 'outgoing');
  return program.nodes
    .map(({ index }) => index)
    .filter((index) => ofBranch[index] === 1 && ofOthers[index] !== 1 && behind[index] !== 1);
}
