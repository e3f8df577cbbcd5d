/** R5: counts the attempts that run by the events alone, and holds them against every limit that the plan sets. */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../src/engine/events.ts';
import type { Plan } from './plan.ts';
import { rootScope } from './semantics/graph.ts';
import { allOf, holders, isForEach, type Node } from './semantics/state.ts';

export class Limits {
  readonly #nodes: ReadonlyMap<string, Node>;
  /** By node and item. */
  readonly #running = new Map<string, Node>();
  readonly #closed = new Set<string>();
  maxParallel = 0;

  constructor(plan: Plan) {
    this.#nodes = new Map(allOf(rootScope(plan)).map((node) => [node.id, node]));
  }

  /** Whether nothing of the node may run any more. */
  isClosed(id: string): boolean {
    return this.#closed.has(id);
  }

  see(event: EngineEvent): void {
    switch (event.type) {
      case 'attemptStarted':
        this.#start(`${event.node_id} ${event.item ?? ''}`, this.#nodes.get(event.node_id)!);
        return;
      case 'attemptSucceeded':
      case 'attemptFailed':
        assert(this.#running.delete(`${event.node_id} ${event.item ?? ''}`), 'an attempt that ends was running');
        return;
      case 'nodeCompleted':
      case 'nodeFailed':
      case 'nodeCancelled': {
        const node = this.#nodes.get(event.node_id)!;
        if (event.type === 'nodeCompleted' && isForEach(node) && node.plan.remaining === 'ignore') return;
        this.#closed.add(event.node_id);
        for (const [key, running] of this.#running) if (running === node) this.#running.delete(key);
        return;
      }
      default:
    }
  }

  #start(key: string, node: Node): void {
    assert(!this.#running.has(key), `one attempt at a time: ${key}`);
    this.#running.set(key, node);
    this.maxParallel = Math.max(this.maxParallel, this.#running.size);
    const count = (within: (holder: Node) => boolean): number =>
      [...this.#running.values()].filter((each) => holders(each).some(within)).length;
    const holds = (running: number, limit: number | undefined): void => {
      assert(running <= (limit ?? Infinity), `R5 ${running} attempts run where ${limit} may`);
    };
    if (isForEach(node))
      holds(
        count((each) => each === node),
        node.plan.limit,
      );
    for (const { scope } of holders(node)) {
      holds(
        count((each) => each.scope === scope),
        scope.flow.limit,
      );
      for (const fork of scope.graph.nodes) {
        if (fork.plan.kind !== 'fork' || fork.plan.limit === undefined) continue;
        const region = scope.graph.regionOf(fork);
        if (holders(node).some((each) => region.has(each)))
          holds(
            count((each) => region.has(each)),
            fork.plan.limit,
          );
      }
    }
  }
}
