/** The node that somebody adds in the picture: it comes with a later one, under an id that the host gives it. No DOM. */
import type { PictureNode } from '../../src/protocol/graph.ts';

export class Addition {
  /** What was there when it was asked for. */
  #known: ReadonlySet<string> | undefined;

  /** One was asked for. */
  begin(nodes: readonly PictureNode[]): void {
    this.#known = new Set(nodes.map(({ id }) => id));
  }

  /** Somebody does something else: nothing is waited for any more. */
  forget(): void {
    this.#known = undefined;
  }

  /** What has come, once. */
  take(nodes: readonly PictureNode[]): string | undefined {
    const known = this.#known;
    const id = known && nodes.find((node) => !known.has(node.id))?.id;
    if (id !== undefined) this.forget();
    return id;
  }
}
