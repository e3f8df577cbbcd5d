/**
 * What can be folded: sections, items, settings, block scalars and comment blocks. By indentation, in one pass over the lines:
 * where YAML can read the text that says the same as its structure, and it goes on where the text is half-typed.
 */
import type { SyntaxTree } from '../model/syntax/syntaxTree.ts';

export interface FoldingRange {
  readonly startLine: number;
  /** The last line that is hidden. */
  readonly endLine: number;
  readonly kind: 'comment' | 'region' | 'code';
}

export function foldingRanges({ text }: Pick<SyntaxTree, 'text'>): readonly FoldingRange[] {
  const folding = new Folding();
  const hasReturns = text.includes('\r');
  for (let line = 0, start = 0; start <= text.length; line++) {
    const end = hasReturns ? lineEnd(text, start) : text.indexOf('\n', start);
    folding.take(line, text, start, end < 0 ? text.length : end);
    if (end < 0) break;
    start = end + (hasReturns && text.startsWith('\r\n', end) ? 2 : 1);
  }
  return folding.end();
}

/** Where the line's break stands; -1 in the last line. */
function lineEnd(text: string, start: number): number {
  for (let end = start; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === lineFeed || code === carriageReturn) return end;
  }
  return -1;
}

const [tab, lineFeed, carriageReturn, blank, hash, hyphen] = [9, 10, 13, 32, 35, 45];

class Folding {
  readonly #found: FoldingRange[] = [];
  /** The blocks around the present line: where each begins, and how deep. */
  readonly #starts: number[] = [];
  readonly #depths: number[] = [];
  readonly #regions: number[] = [];
  /** The last line that holds something. */
  #last = 0;
  /** First and last line of the present comment block; -1: there is none. */
  #comment = -1;
  #commentEnd = -1;

  take(line: number, text: string, start: number, end: number): void {
    let at = start;
    while (at < end && text.charCodeAt(at) === blank) at++;
    const code = at < end ? text.charCodeAt(at) : lineFeed;
    const isComment = code === hash;
    if (!isComment) this.#endComment();
    if (code === lineFeed || code === carriageReturn || code === tab) return;
    // A list may stand as deep as the key that it belongs to.
    const isItem = code === hyphen && isSpace(text.charCodeAt(at + 1));
    const depth = (at - start) * 2 + (isItem ? 1 : 0);
    if (isComment) this.#takeComment(line, text.slice(at, end), depth);
    else this.#takeCode(line, depth);
  }

  end(): readonly FoldingRange[] {
    this.#endComment();
    this.#close(-1);
    return this.#found.sort((a, b) => a.startLine - b.startLine);
  }

  #takeCode(line: number, depth: number): void {
    this.#close(depth);
    this.#starts.push(line);
    this.#depths.push(depth);
    this.#last = line;
  }

  #takeComment(line: number, text: string, depth: number): void {
    // Such a line belongs to the block, and may be a part of a block scalar.
    if (depth > (this.#depths.at(-1) ?? depth)) this.#last = line;
    if (/^#\s*#?(?:end)?region\b/.test(text)) {
      this.#endComment();
      this.#takeRegion(line, text.includes('endregion'));
      return;
    }
    if (this.#comment === -1) this.#comment = line;
    this.#commentEnd = line;
  }

  #takeRegion(line: number, ends: boolean): void {
    if (!ends) {
      this.#regions.push(line);
      return;
    }
    const startLine = this.#regions.pop();
    if (startLine !== undefined) this.#found.push({ startLine, endLine: line, kind: 'region' });
  }

  #endComment(): void {
    if (this.#commentEnd > this.#comment)
      this.#found.push({ startLine: this.#comment, endLine: this.#commentEnd, kind: 'comment' });
    this.#comment = -1;
    this.#commentEnd = -1;
  }

  /** Ends the blocks that are as deep, or deeper. */
  #close(depth: number): void {
    while (this.#depths.length > 0 && (this.#depths.at(-1) ?? 0) >= depth) {
      const startLine = this.#starts.pop() ?? 0;
      this.#depths.pop();
      if (this.#last > startLine) this.#found.push({ startLine, endLine: this.#last, kind: 'code' });
    }
  }
}

function isSpace(code: number): boolean {
  return Number.isNaN(code) || code === blank || code === tab || code === lineFeed || code === carriageReturn;
}
