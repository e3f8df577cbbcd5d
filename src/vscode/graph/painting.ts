/** Asks the view to paint an SVG as PNG. The answer comes in pieces, so that no message is long (threat T2). */
import type { GraphHostMessage, GraphViewMessage } from '../../protocol/graph.ts';

const patienceMs = 30_000;
/** How every PNG begins. */
const signature = [0x89, 0x50, 0x4e, 0x47];

type Piece = Extract<GraphViewMessage, { type: 'painted' }>;

export class Painting {
  readonly #post: (message: GraphHostMessage) => void;
  #waiting: { readonly pieces: string[]; readonly done: (png: Uint8Array | undefined) => void } | undefined;

  constructor(post: (message: GraphHostMessage) => void) {
    this.#post = post;
  }

  /** Undefined where no view answers in time, or with something else. */
  paint(svg: string): Promise<Uint8Array | undefined> {
    this.#waiting?.done(undefined);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        done(undefined);
      }, patienceMs);
      const done = (png: Uint8Array | undefined): void => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(png);
      };
      this.#waiting = { pieces: [], done };
      this.#post({ type: 'paint', svg });
    });
  }

  /** Pieces that nobody asked for, or in another order, are nothing. */
  receive({ piece, of, data }: Piece): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    if (piece !== waiting.pieces.length || piece >= of) {
      waiting.done(undefined);
      return;
    }
    waiting.pieces.push(data);
    if (waiting.pieces.length < of) return;
    const png = Buffer.from(waiting.pieces.join(''), 'base64');
    waiting.done(signature.every((byte, at) => png[at] === byte) ? png : undefined);
  }

  dispose(): void {
    this.#waiting?.done(undefined);
  }
}
