import { lastUpTo, LineIndex, type Position, type Range } from '../../base/text.ts';
import type { Piece } from './readPieces.ts';

/** The lines of a text in pieces: only those of a piece that somebody asks for are looked for. Stays valid when the pieces move. */
export class PieceLines extends LineIndex {
  readonly #pieces: readonly Piece[];
  readonly #length: number;
  /** By piece: where it begins in the text. */
  readonly #offsets: Int32Array;
  readonly #lines: Int32Array;
  readonly #count: number;

  constructor(text: string, pieces: readonly Piece[]) {
    super(text);
    this.#pieces = pieces;
    this.#length = text.length;
    this.#offsets = new Int32Array(pieces.length);
    this.#lines = new Int32Array(pieces.length);
    let offset = 0;
    let line = 0;
    for (let index = 0; index < pieces.length; index++) {
      const { length, lineBreaks } = pieces[index] as Piece;
      this.#offsets[index] = offset;
      this.#lines[index] = line;
      offset += length;
      line += lineBreaks;
    }
    this.#count = line + 1;
  }

  override get lineCount(): number {
    return this.#count;
  }

  override positionAt(offset: number): Position {
    const wanted = Math.max(0, Math.min(offset, this.#length));
    const index = lastUpTo(this.#offsets, wanted);
    const { source } = this.#pieces[index] as Piece;
    const { line, character } = source.lines.positionAt(wanted - (this.#offsets[index] ?? 0));
    return { line: line - source.line + (this.#lines[index] ?? 0), character };
  }

  override offsetAt({ line, character }: Position): number {
    const index = lastUpTo(this.#lines, line);
    const { source } = this.#pieces[index] as Piece;
    const within = { line: line - (this.#lines[index] ?? 0) + source.line, character };
    return (this.#offsets[index] ?? 0) + source.lines.offsetAt(within);
  }

  override range(start: number, end: number): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }
}
