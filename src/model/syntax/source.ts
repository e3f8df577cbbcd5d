/**
 * The text that a part of a tree was parsed from. A file is parsed in pieces, so that typing in one of them parses only that one.
 *
 * 1. Lines and characters of nodes count from their source's beginning; where that stands in the file may change.
 * 2. Ranges are live: of a tree that was parsed again they say where things stand now.
 */
import { LineIndex, type Position, type Range } from '../../base/text.ts';
import { Extent, liveRange } from './extent.ts';

export class Source {
  /** It stands in this from here to there, so that many have one. */
  readonly #block: string;
  readonly #from: number;
  readonly #to: number;
  /** The line of the file that its first line is. */
  line: number;
  #lines: LineIndex | undefined = undefined;

  constructor(block: string, line = 0, from = 0, to = block.length) {
    this.#block = block;
    this.#from = from;
    this.#to = to;
    this.line = line;
  }

  get text(): string {
    return this.#block.slice(this.#from, this.#to);
  }

  get length(): number {
    return this.#to - this.#from;
  }

  /** Offsets of `text` to places in the file and back. */
  get lines(): LineIndex {
    return (this.#lines ??= new SourceLines(this.text, this));
  }
}

class SourceLines extends LineIndex {
  readonly #source: Source;

  constructor(text: string, source: Source) {
    super(text);
    this.#source = source;
  }

  override positionAt(offset: number): Position {
    const { line, character } = super.positionAt(offset);
    return { line: line + this.#source.line, character };
  }

  override offsetAt({ line, character }: Position): number {
    return super.offsetAt({ line: line - this.#source.line, character });
  }

  override range(start: number, end: number): Range {
    const [from, to] = [super.positionAt(start), super.positionAt(end)];
    const extent = new Extent(this.#source, from.line, from.character, to.line, to.character);
    return liveRange(extent, extent);
  }
}
