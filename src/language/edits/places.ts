/** Where the parts of a text begin and end, with the comments that are theirs. All in offsets. */
import type { LineIndex } from '../../base/text.ts';
import type { SyntaxNode, SyntaxPair, SyntaxTree } from '../../model/syntax/syntaxTree.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export class Places {
  readonly text: string;
  readonly lines: LineIndex;
  /** How the text ends its lines: as it ends the first one. */
  readonly lineBreak: string;

  constructor({ text, lines }: SyntaxTree) {
    this.text = text;
    this.lines = lines;
    this.lineBreak = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  }

  start({ range }: SyntaxNode | SyntaxPair): number {
    return this.lines.offsetAt(range.start);
  }

  /** Behind the last thing that is written in it: a collection's own range may reach over comments. */
  end(node: SyntaxNode): number {
    if (node.kind === 'scalar') return this.#scalarEnd(node);
    if (node.flow) return this.lines.offsetAt(node.range.end);
    const last = node.kind === 'map' ? node.pairs.at(-1) : node.items.at(-1);
    if (!last) return this.lines.offsetAt(node.range.end);
    return Math.max(this.start(node), 'key' in last ? this.pairEnd(last) : this.end(last));
  }

  pairEnd(pair: SyntaxPair): number {
    const value = this.ownValue(pair);
    return value ? this.end(value) : this.lines.offsetAt(pair.key.range.end);
  }

  /** What is written behind the key: an alias's value is written elsewhere. */
  ownValue({ key, value }: SyntaxPair): SyntaxNode | undefined {
    return value && this.start(value) >= this.lines.offsetAt(key.range.end) ? value : undefined;
  }

  contains(outer: SyntaxNode, inner: SyntaxNode): boolean {
    const start = this.start(inner);
    return start >= this.start(outer) && start <= this.lines.offsetAt(outer.range.end);
  }

  lineStart(offset: number): number {
    return this.#lineOffset(this.lines.positionAt(offset).line);
  }

  /** Before the line's break. */
  lineEnd(offset: number): number {
    let end = this.#lineOffset(this.lines.positionAt(offset).line + 1);
    while (end > offset && /[\r\n]/.test(this.text[end - 1] ?? '')) end--;
    return end;
  }

  nextLine(offset: number): number {
    return this.#lineOffset(this.lines.positionAt(offset).line + 1);
  }

  column(offset: number): number {
    return this.lines.positionAt(offset).character;
  }

  /** The end of the last line of what begins in a column, and is written up to an offset: what stands deeper below it is its own. */
  blockEnd(writtenTo: number, column: number): number {
    let end = this.lineEnd(writtenTo);
    for (let at = this.nextLine(end); at < this.text.length; at = this.nextLine(at)) {
      const line = this.text.slice(at, this.lineEnd(at));
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      if (line.trim() === '') continue;
      if (indent <= column || isDocumentMark(line)) break;
      end = this.lineEnd(at);
    }
    return end;
  }

  /** The start of the first of the comments right above a line, in its own column; of the line itself when there are none. */
  withComments(lineStart: number, column: number): number {
    let start = lineStart;
    while (start > 0) {
      const above = this.lineStart(start - 1);
      const line = this.text.slice(above, start);
      if (/^ */.exec(line)?.[0].length !== column || line[column] !== '#') break;
      start = above;
    }
    return start;
  }

  #scalarEnd(node: SyntaxNode): number {
    const end = this.lines.offsetAt(node.range.end);
    if (node.kind !== 'scalar' || node.style !== 'block') return end;
    // A block scalar ends with its last line's break.
    return this.column(end) === 0 && end > this.start(node) ? this.lineEnd(this.lineStart(end - 1)) : end;
  }

  #lineOffset(line: number): number {
    return line >= this.lines.lineCount ? this.text.length : this.lines.offsetAt({ line, character: 0 });
  }
}

function isDocumentMark(line: string): boolean {
  return /^(?:---|\.\.\.)(?:\s|$)/.test(line);
}
