/** A place in a text: zero-based line, zero-based UTF-16 code unit in it (as in LSP and VS Code). */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** Whether the position lies in the range; its end counts, so that a cursor behind a word is still on it. */
export function rangeContains(range: Range, position: Position): boolean {
  return comparePositions(range.start, position) <= 0 && comparePositions(position, range.end) <= 0;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 13 && text.charCodeAt(i + 1) === 10) i++;
    if (code === 10 || code === 13) starts.push(i + 1);
  }
  return starts;
}

/** The index of the last of the rising numbers that is not above this one; 0 where all are. */
export function lastUpTo(numbers: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Turns offsets of a text into positions and back. Lines end with `\n`, `\r\n` or a lone `\r`. */
export class LineIndex {
  readonly #text: string;
  readonly #length: number;
  #found: readonly number[] | undefined = undefined;

  constructor(text: string) {
    this.#text = text;
    this.#length = text.length;
  }

  /** Looked for when somebody asks: most of the many pieces of a text are never asked. */
  get #starts(): readonly number[] {
    return (this.#found ??= lineStarts(this.#text));
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  positionAt(offset: number): Position {
    const wanted = Math.max(0, Math.min(offset, this.#length));
    const line = lastUpTo(this.#starts, wanted);
    return { line, character: wanted - (this.#starts[line] ?? 0) };
  }

  offsetAt(position: Position): number {
    const start = this.#starts[position.line];
    if (start === undefined) return position.line < 0 ? 0 : this.#length;
    const next = this.#starts[position.line + 1] ?? this.#length;
    return Math.max(start, Math.min(start + position.character, next));
  }

  range(start: number, end: number): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }
}
