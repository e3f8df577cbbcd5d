/**
 * Choices that are not free of each other: conditions at several nodes that ask for the same. What they refer to does not change while
 * an execution goes on, so that what is chosen at one of them may settle the other.
 *
 * Of edges behind such choices nothing is claimed: which of them go together only their conditions could say.
 */
import { expressionsOf } from '../expressions/evaluate.ts';
import type { Template } from '../expressions/template.ts';
import type { Together } from './together.ts';

export class Entangled {
  readonly #together: Together;
  /** By node. */
  readonly #isEntangled: Uint8Array;
  /** By node: how many there are in all that it dominates. */
  readonly #totals: Int32Array;

  constructor(together: Together) {
    this.#together = together;
    const { graph, tree } = together;
    this.#isEntangled = new Uint8Array(graph.nodes.length + 1);
    const first = new Map<string, number>();
    for (const { index, source, definition } of graph.edges) {
      if (definition.condition === undefined || !together.canTake(index)) continue;
      for (const name of namesIn(definition.condition)) {
        const other = first.get(name);
        if (other === undefined) first.set(name, source);
        else if (other !== source) this.#isEntangled[other] = this.#isEntangled[source] = 1;
      }
    }
    this.#totals = tree.totals(this.#isEntangled);
  }

  /** Whether there is one on a way from a node to one of two that it dominates; itself and they count. */
  isBetween(top: number, one: number, other: number): boolean {
    if (this.#totals[top] === 0) return false;
    const seen = new Set([one, other]);
    for (const node of seen) {
      if (this.#isEntangled[node] === 1) return true;
      if (node === top) continue;
      for (const edge of this.#together.arrivals(node)) seen.add(this.#together.sourceOf(edge));
    }
    return false;
  }
}

/** What a condition refers to: an input, a node, a part of what its node receives, which another may have passed on. */
function namesIn(condition: Template): readonly string[] {
  return expressionsOf(condition).flatMap(({ references }) =>
    references.map(({ context, path: [first = ''] }) => `${context}.${first}`.toLowerCase()),
  );
}
