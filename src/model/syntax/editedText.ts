/**
 * A text with an edit in it, put together when somebody asks for all of it: to copy a large one takes longer than to parse what has
 * changed.
 */
import type { TextChange } from './change.ts';

/** What a text and one with an edit in it have in common. */
export interface Text {
  readonly length: number;
  slice(start: number, end: number): string;
  toString(): string;
}

export class EditedText implements Text {
  readonly length: number;
  readonly change: TextChange;
  readonly #old: string;
  readonly #inserted: string;
  #whole: string | undefined = undefined;

  /** @param inserted what stands in the place of what the change names in the old text */
  constructor(old: string, change: TextChange, inserted: string) {
    this.#old = old;
    this.change = change;
    this.#inserted = inserted;
    this.length = old.length + inserted.length - (change.oldEnd - change.start);
  }

  slice(start: number, end: number): string {
    const { start: editStart, oldEnd } = this.change;
    const editEnd = editStart + this.#inserted.length;
    const shift = editEnd - oldEnd;
    return (
      this.#old.slice(Math.min(start, editStart), Math.min(end, editStart)) +
      this.#inserted.slice(Math.max(0, start - editStart), Math.max(0, end - editStart)) +
      this.#old.slice(Math.max(start, editEnd) - shift, Math.max(end, editEnd) - shift)
    );
  }

  toString(): string {
    return (this.#whole ??= this.slice(0, this.length));
  }
}
