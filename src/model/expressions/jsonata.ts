/**
 * What is certain of a JSONata text without JSONata's own parser, which is heavy: where it cannot be read, and the paths that begin
 * with the workflow's nodes and inputs.
 *
 * 1. What is reported here JSONata refuses too; it may refuse more when the text is executed.
 * 2. `inputs.NAME` and `nodes.ID` mean the workflow's only where JSONata's own context is still the whole input, so what stands in a
 *    predicate, behind a dot or in a grouping is left out unless it begins with `$$`.
 */
import { t } from '../../base/l10n.ts';
import type { Range } from '../../base/text.ts';
import type { SyntaxScalar, SyntaxTree } from '../syntax/syntaxTree.ts';
import type { ExpressionProblem } from './compile.ts';

export interface JsonataPath {
  readonly context: 'nodes' | 'inputs' | 'input';
  /** From the context's name to the end of the steps. */
  readonly range: Range;
  /** What stands behind it, one at least. */
  readonly steps: readonly JsonataStep[];
}

export interface JsonataStep {
  readonly name: string;
  /** With the backticks, where there are some. */
  readonly range: Range;
}

export function jsonataPaths(scalar: SyntaxScalar, tree: SyntaxTree): readonly JsonataPath[] {
  const { lines } = tree;
  const start = lines.offsetAt(scalar.range.start);
  return readingOf(scalar, tree).paths.map(({ context, from, to, steps }) => ({
    context,
    range: lines.range(start + from, start + to),
    steps: steps.map(({ name, from, to }) => ({ name, range: lines.range(start + from, start + to) })),
  }));
}

export function jsonataProblem(scalar: SyntaxScalar, tree: SyntaxTree): ExpressionProblem | undefined {
  const { problem, isSpelled } = readingOf(scalar, tree);
  if (!problem) return undefined;
  const { message, from, to } = problem;
  const start = tree.lines.offsetAt(scalar.range.start);
  return { message, range: isSpelled ? tree.lines.range(start + from, start + to) : scalar.range };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Offsets are from the scalar's beginning, so that it stands when the text above changes. */
interface Reading {
  readonly paths: readonly (Span & {
    readonly context: JsonataPath['context'];
    readonly steps: readonly (Span & { readonly name: string })[];
  })[];
  readonly problem: (Span & { readonly message: string }) | undefined;
  /** Whether the file has the text letter by letter. */
  readonly isSpelled: boolean;
}

const readings = new WeakMap<SyntaxScalar, Reading>();

function readingOf(scalar: SyntaxScalar, { text, lines }: SyntaxTree): Reading {
  let reading = readings.get(scalar);
  if (!reading) {
    const source = plainSource(
      scalar,
      text.slice(lines.offsetAt(scalar.range.start), lines.offsetAt(scalar.range.end)),
    );
    const { paths, problem } = new Reader(source ?? String(scalar.value)).read();
    const isSpelled = source !== undefined;
    readings.set(scalar, (reading = { paths: isSpelled ? paths : [], problem, isSpelled }));
  }
  return reading;
}

/** The text with blanks for the signs around it; undefined where escapes make it differ from what it means. */
function plainSource({ style }: SyntaxScalar, source: string): string | undefined {
  if (style === 'block') return source.replace(/^[|>][^\n]*/, (header) => ' '.repeat(header.length));
  if (style === 'plain') return source;
  const inner = source.slice(1, -1);
  return inner.includes(source.startsWith('"') ? '\\' : "''") ? undefined : ` ${inner} `;
}

const space = /[ \t\n\r\v]+|\/\*[\s\S]*?\*\//y;
const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const regex = /\/(?:[^/\\\n]|\\.)+\/[a-z]*/y;
const path = /(?:(\$\$)[ \t\n\r\v]*\.[ \t\n\r\v]*)?(inputs|nodes|input)(?=[ \t\n\r\v]*\.[ \t\n\r\v]*[`A-Za-z_])/y;
const step = /[ \t\n\r\v]*\.[ \t\n\r\v]*(`[^`\n]*`|[A-Za-z_]\w*)/dy;
const word = /`[^`]*`|[^ \t\n\r\v.[\]{}(),@#;:?+\-*/%|=<>^&!~"'`][^ \t\n\r\v.[\]{}(),@#;:?+\-*/%|=<>^&!~]*/y;
const sign = /\/\*|\.\.|:=|!=|>=|<=|\*\*|~>|\?:|\?\?|[^]/y;

const closing: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
/** What must be closed but is no bracket: it is met as a sign where its end is missing. */
const endless: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['/*', '*/'],
]);
/** They stand behind a value, and have one behind them. */
const between = new Set(['+', '&', '=', '!=', '<=', '>=', '~>', '??', '?:', ':=', '.', '..', ',', ':', '@', '#']);

interface Open {
  readonly sign: string;
  readonly at: number;
  /** Whether another context holds inside. */
  readonly isElsewhere: boolean;
}

class Reader {
  readonly #source: string;
  readonly #paths: Reading['paths'][number][] = [];
  readonly #open: Open[] = [];
  #problem: Reading['problem'] = undefined;
  #isCertain = true;
  #at = 0;
  /** Where the last token begins, and what it is if it is a sign. */
  #from = 0;
  #lastSign = '';
  #lastFrom = 0;
  /** A value has just ended: a bracket behind it is a predicate, a slash a division. */
  #behindValue = false;
  /** A dot, or an order-by sign, has just been read; or a word behind a dot. */
  #behindDot = false;
  #isStep = false;

  constructor(source: string) {
    this.#source = source;
    // What a function says of its arguments has signs of its own.
    if (/\)\s*</.test(source) && /function|\u03bb/.test(source)) this.#isCertain = false;
  }

  read(): Pick<Reading, 'paths' | 'problem'> {
    while (this.#at < this.#source.length) this.#next();
    this.#end();
    const changes = this.#source.includes('|');
    return { paths: changes ? [] : this.#paths, problem: changes ? undefined : this.#problem };
  }

  #next(): void {
    if (this.#take(space)) return;
    this.#from = this.#at;
    if (this.#take(quoted) || this.#take(number) || this.#regex()) this.#value();
    else if (!this.#behindDot && this.#name()) this.#value();
    else {
      const [read] = this.#take(word) ?? [];
      if (read === undefined) this.#sign(this.#take(sign)?.[0] ?? '');
      else if (this.#behindValue && ['and', 'or', 'in'].includes(read)) this.#operator(read);
      else this.#value();
    }
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #regex(): boolean {
    if (this.#behindValue || this.#source[this.#at] !== '/' || this.#source[this.#at + 1] === '*') return false;
    const [read = '/['] = this.#take(regex) ?? [];
    // Where such a pattern ends depends on its brackets.
    if (/[\\()[\]{}]/.test(read)) this.#isCertain = false;
    return read !== '/[';
  }

  #name(): boolean {
    const match = this.#take(path);
    if (!match) return false;
    const [, root, context] = match;
    if (root !== undefined || !this.#open.some(({ isElsewhere }) => isElsewhere))
      this.#path(context as JsonataPath['context']);
    return true;
  }

  /** What stands behind here is only looked at: the reader comes to it by itself. */
  #path(context: JsonataPath['context']): void {
    const found: (Span & { readonly name: string })[] = [];
    step.lastIndex = this.#at;
    for (let match = step.exec(this.#source); match; match = step.exec(this.#source)) {
      const [from, to] = match.indices?.[1] ?? [0, 0];
      found.push({ name: (match[1] ?? '').replaceAll('`', ''), from, to });
    }
    const from = this.#at - context.length;
    this.#paths.push({ context, from, to: found.at(-1)?.to ?? this.#at, steps: found });
  }

  #value(): void {
    if (this.#behindValue)
      this.#say(t('An operator is missing before "{0}".', this.#source.slice(this.#from, this.#at)));
    this.#isStep = this.#behindDot;
    this.#behindValue = true;
    this.#behindDot = false;
  }

  #sign(read: string): void {
    const end = endless.get(read);
    if (end !== undefined) {
      this.#say(t('This "{0}" is not closed. Add "{1}".', read, end));
      this.#at = this.#source.length;
    } else if (closing.has(read)) this.#opens(read);
    else if (read === ')' || read === ']' || read === '}') this.#closes(read);
    // A wildcard, a parent, or what is left open of a call.
    else if (!this.#behindValue && ['*', '**', '%', '?'].includes(read)) this.#value();
    else this.#operator(read);
  }

  #operator(read: string): void {
    if (!this.#behindValue && between.has(read)) this.#say(t('Something is missing before "{0}".', read));
    this.#behindDot = read === '.' || read === '^';
    this.#behindValue = this.#isStep = false;
    this.#lastSign = read;
    this.#lastFrom = this.#from;
  }

  #opens(read: string): void {
    const isElsewhere = this.#behindDot || (read === '(' ? this.#isStep : this.#behindValue);
    this.#open.push({ sign: read, at: this.#from, isElsewhere });
    this.#behindValue = this.#behindDot = this.#isStep = false;
    this.#lastSign = '';
  }

  #closes(read: string): void {
    const open = this.#open.pop();
    if (!open || closing.get(open.sign) !== read) this.#say(t('This "{0}" closes nothing that is open here.', read));
    else if (!this.#behindValue && this.#lastSign !== '' && this.#lastSign !== ';')
      this.#say(t('Something is missing before "{0}".', read));
    this.#behindValue = true;
    this.#behindDot = this.#isStep = false;
  }

  #end(): void {
    const open = this.#open.at(-1);
    if (open) {
      const end = closing.get(open.sign) ?? '';
      this.#say(t('This "{0}" is not closed. Add "{1}".', open.sign, end), { from: open.at, to: open.at + 1 });
    } else if (!this.#behindValue && this.#lastSign !== '') {
      const span = { from: this.#lastFrom, to: this.#lastFrom + this.#lastSign.length };
      this.#say(t('Something is missing behind "{0}".', this.#lastSign), span);
    }
  }

  /** The first mistake alone: what comes behind it may be its consequence. */
  #say(message: string, span: Span = { from: this.#from, to: this.#at }): void {
    if (this.#isCertain) this.#problem ??= { message: t('This JSONata cannot be read: {0}', message), ...span };
  }
}
