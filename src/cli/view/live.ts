/** Rows that are written over in place, about twelve times a second. */
import type { Disposable } from '../../base/disposable.ts';
import type { Output } from '../cli.ts';

const frameMs = 80;

export class LiveView implements Disposable {
  readonly #output: Output;
  readonly #render: (frame: number) => readonly string[];
  readonly #timer: NodeJS.Timeout;
  #height = 0;
  #frame = 0;

  /** @param render must give lines that fit the output's columns and rows */
  constructor(output: Output, render: (frame: number) => readonly string[]) {
    this.#output = output;
    this.#render = render;
    this.#timer = setInterval(() => {
      this.#draw();
    }, frameMs);
    this.#draw();
  }

  /** Draws the last picture, which stays. */
  dispose(): void {
    clearInterval(this.#timer);
    this.#draw();
  }

  #draw(): void {
    const lines = this.#render(this.#frame++);
    const up = this.#height > 0 ? `\u001b[${String(this.#height)}A` : '';
    this.#output.write(`${up}${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
    this.#height = lines.length;
  }
}
