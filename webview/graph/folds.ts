/** Which forks somebody folded or unfolded; the host folds the others by their size. No DOM. */
import { type FoldChoice, mostFolds } from '../../src/protocol/graph.ts';

export class Folds {
  readonly #chosen = new Map<string, boolean>();

  /** The last that were chosen. */
  get saved(): readonly FoldChoice[] {
    return [...this.#chosen].map(([nodeId, folded]) => ({ nodeId, folded })).slice(-mostFolds);
  }

  restore(folds: readonly FoldChoice[]): void {
    for (const { nodeId, folded } of folds) this.choose(nodeId, folded);
  }

  choose(nodeId: string, folded: boolean): void {
    // At the end: the choices that were made last are kept.
    this.#chosen.delete(nodeId);
    this.#chosen.set(nodeId, folded);
  }
}
