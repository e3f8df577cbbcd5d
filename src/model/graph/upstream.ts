/** Whether one node comes before another: what expressions that name nodes have to know, of thousands at once. */
import { Attached } from '../../base/attached.ts';
import type { WorkflowGraph } from './graph.ts';
import { topologicalOrder } from './order.ts';

export interface Way {
  readonly from: number;
  readonly to: number;
}

const known = new Attached<WorkflowGraph['outgoing'], Map<number, boolean>>();

/** Whether edges lead from the one to the other, by index in `ways`; remembered as long as the edges are the same. */
export function lead(graph: WorkflowGraph, ways: readonly Way[]): readonly boolean[] {
  const count = graph.nodes.length;
  let answers = known.get(graph.outgoing);
  if (!answers) known.set(graph.outgoing, (answers = new Map<number, boolean>()));
  const asked = new Map<number, number[]>();
  for (const { from, to } of ways) {
    if (answers.has(from * count + to)) continue;
    const others = asked.get(from);
    if (others) others.push(to);
    else asked.set(from, [to]);
  }
  const walk = new Walk(graph);
  for (const [from, all] of asked) {
    walk.from(from, all);
    for (const to of all) answers.set(from * count + to, walk.hasFound(to));
  }
  return ways.map(({ from, to }) => answers.get(from * count + to) === true);
}

/** One walk after the other. Each goes no further than to what is asked: nothing that is behind that leads to it. */
class Walk {
  readonly #graph: WorkflowGraph;
  readonly #rank: Int32Array;
  /** By node the last walk that found it. */
  readonly #found: Int32Array;
  #walks = 0;

  constructor(graph: WorkflowGraph) {
    this.#graph = graph;
    this.#rank = topologicalOrder(graph).rank;
    this.#found = new Int32Array(graph.nodes.length);
  }

  from(start: number, asked: readonly number[]): void {
    this.#walks++;
    const { outgoing, edges } = this.#graph;
    const last = this.#lastOf(asked);
    const open = [start];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (this.#rankOf(node) > last) continue;
      for (const edge of outgoing[node] ?? []) {
        const target = edges[edge]?.target ?? -1;
        if (this.hasFound(target)) continue;
        this.#found[target] = this.#walks;
        open.push(target);
      }
    }
  }

  hasFound(node: number): boolean {
    return this.#found[node] === this.#walks;
  }

  #lastOf(nodes: readonly number[]): number {
    let last = -1;
    for (const node of nodes) last = Math.max(last, this.#rankOf(node));
    return last;
  }

  /** What is on or behind a circle may lead to anything else that is. */
  #rankOf(node: number): number {
    const rank = this.#rank[node] ?? -1;
    return rank === -1 ? Infinity : rank;
  }
}
