/**
 * The paths in a JSONata text that begin with the workflow's nodes and inputs, as far as they are certain: `inputs.NAME` and
 * `nodes.ID` mean the workflow's only where JSONata's own context is still the whole input, so what stands in a predicate, behind a dot or in a grouping is
 * left out unless it begins with `$$`.
 */
import type { Range } from '../base/text.ts';
import type { SyntaxScalar, SyntaxTree } from '../model/syntax/syntaxTree.ts';

export interface JsonataPath {
  readonly context: 'nodes' | 'inputs' | 'input';
  /** What stands behind it, one at least. */
  readonly steps: readonly JsonataStep[];
}

export interface JsonataStep {
  readonly name: string;
  /** With the backticks, where there are some. */
  readonly range: Range;
}

const space = /\s+|\/\*[\s\S]*?\*\//y;
const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const regex = /\/(?:[^/\\\n]|\\.)+\/[a-z]*/y;
const path = /(?:(\$\$)\s*\.\s*)?(inputs|nodes|input)(?=\s*\.\s*[`A-Za-z_])/y;
const step = /\s*\.\s*(`[^`\n]*`|[A-Za-z_]\w*)/dy;
const word = /`[^`\n]*`|\$*[A-Za-z_]\w*|\$+/y;

export function jsonataPaths(scalar: SyntaxScalar, { text, lines }: SyntaxTree): readonly JsonataPath[] {
  const start = lines.offsetAt(scalar.range.start);
  const source = plainSource(scalar, text.slice(start, lines.offsetAt(scalar.range.end)));
  if (source === undefined || source.includes('|')) return [];
  return new Reader(source).read().map(({ context, steps }) => ({
    context,
    steps: steps.map(({ name, from, to }) => ({ name, range: lines.range(start + from, start + to) })),
  }));
}

/** The text with blanks for the signs around it; undefined where escapes make it differ from what it means. */
function plainSource({ style }: SyntaxScalar, source: string): string | undefined {
  if (style === 'block') return source.replace(/^[|>][^\n]*/, (header) => ' '.repeat(header.length));
  if (style === 'plain') return source;
  const inner = source.slice(1, -1);
  return inner.includes(source.startsWith('"') ? '\\' : "''") ? undefined : ` ${inner} `;
}

interface Found {
  readonly context: JsonataPath['context'];
  readonly steps: readonly { readonly name: string; readonly from: number; readonly to: number }[];
}

class Reader {
  readonly #source: string;
  readonly #found: Found[] = [];
  /** For each open bracket, whether another context holds inside. */
  readonly #open: boolean[] = [];
  #at = 0;
  /** A value has just ended: a bracket behind it is a predicate, a slash a division. */
  #behindValue = false;
  /** A dot, or an order-by sign, has just been read; or a word behind a dot. */
  #behindDot = false;
  #isStep = false;

  constructor(source: string) {
    this.#source = source;
  }

  read(): readonly Found[] {
    while (this.#at < this.#source.length) this.#next();
    return this.#found;
  }

  #next(): void {
    if (this.#take(space)) return;
    if (this.#take(quoted) || this.#take(number) || (!this.#behindValue && this.#take(regex))) this.#value();
    else if (!this.#behindDot && this.#name()) this.#value();
    else if (this.#take(word)) this.#value();
    else this.#sign(this.#source[this.#at++] ?? '');
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #name(): boolean {
    const match = this.#take(path);
    if (!match) return false;
    const [, root, context] = match;
    if (root !== undefined || !this.#open.includes(true))
      this.#found.push({ context: context as Found['context'], steps: this.#steps() });
    return true;
  }

  /** What stands behind here. It is only looked at: the reader comes to it by itself. */
  #steps(): Found['steps'] {
    const found: Found['steps'][number][] = [];
    step.lastIndex = this.#at;
    for (let match = step.exec(this.#source); match; match = step.exec(this.#source)) {
      const [from, to] = match.indices?.[1] ?? [0, 0];
      found.push({ name: (match[1] ?? '').replaceAll('`', ''), from, to });
    }
    return found;
  }

  #value(): void {
    this.#isStep = this.#behindDot;
    this.#behindValue = true;
    this.#behindDot = false;
  }

  #sign(sign: string): void {
    const [behindValue, behindDot, isStep] = [this.#behindValue, this.#behindDot, this.#isStep];
    this.#behindValue = sign === ')' || sign === ']' || sign === '}';
    this.#behindDot = sign === '.' || sign === '^';
    this.#isStep = false;
    if (sign === '(') this.#open.push(behindDot || isStep);
    else if (sign === '[' || sign === '{') this.#open.push(behindDot || behindValue);
    else if (this.#behindValue) this.#open.pop();
  }
}
