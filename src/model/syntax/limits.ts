/**
 * A linear scan before parsing (threat T13): what is past a limit is not parsed at all, since the parser takes minutes for some
 * texts of a few hundred bytes.
 */
import { t } from '../../base/l10n.ts';
import type { SyntaxLimits } from '../project.ts';

export const defaultLimits: SyntaxLimits = { size: 8 * 1024 * 1024, nesting: 200, collections: 200_000, aliases: 100 };

export interface LimitExceeded {
  readonly message: string;
  readonly offset: number;
}

/** The first limit that a text is past; undefined when it may be parsed. Counts generously: quoted brackets do not count. */
export function checkLimits(text: string, limits: SyntaxLimits): LimitExceeded | undefined {
  if (text.length > limits.size)
    return {
      offset: 0,
      message: t(
        'The file is larger than {0} characters. Split it, or raise the setting ipaWorkflow.limits.size.',
        limits.size,
      ),
    };
  return new Scanner(text, limits).scan();
}

/** How many lists and maps a text has, as the scan counts them; of a piece of a text at least as many as it adds to the whole. */
export function countCollections(text: string, limits: SyntaxLimits): number {
  const scanner = new Scanner(text, limits);
  scanner.scan();
  return scanner.collections;
}

export function nestingExceeded(limit: number): string {
  return t('Nested more than {0} deep. Flatten it, or raise the setting ipaWorkflow.limits.nesting.', limit);
}

class Scanner {
  readonly #text: string;
  readonly #limits: SyntaxLimits;
  readonly #indents: number[] = [];
  #flow = 0;
  collections = 0;

  constructor(text: string, limits: SyntaxLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  scan(): LimitExceeded | undefined {
    const text = this.#text;
    let atLineStart = true;
    for (let i = 0; i < text.length; i++) {
      if (atLineStart) {
        i = this.#lineStart(i);
        atLineStart = false;
        const problem = this.#problem(i);
        if (problem) return problem;
      }
      const code = text.charCodeAt(i);
      if (code === 10) atLineStart = true;
      else if (code === 34 || code === 39) i = this.#quoted(i, code);
      else if (code === 35 && isSpace(text.charCodeAt(i - 1))) i = this.#lineEnd(i) - 1;
      else if (code === 91 || code === 123) {
        this.#flow++;
        this.collections++;
        const problem = this.#problem(i);
        if (problem) return problem;
      } else if ((code === 93 || code === 125) && this.#flow > 0) this.#flow--;
    }
    return undefined;
  }

  /** Counts the collections that a line opens by its indentation and its `- `; gives the offset of its first other character. */
  #lineStart(start: number): number {
    const text = this.#text;
    let i = start;
    for (;;) {
      while (text.charCodeAt(i) === 32) i++;
      const column = i - start;
      const code = text.charCodeAt(i);
      if (Number.isNaN(code) || code === 10 || code === 13 || code === 35 || this.#flow > 0) return i;
      while ((this.#indents.at(-1) ?? -1) > column) this.#indents.pop();
      if ((this.#indents.at(-1) ?? -1) < column) {
        this.#indents.push(column);
        this.collections++;
      }
      if ((code !== 45 && code !== 63) || !isSpace(text.charCodeAt(i + 1))) return i;
      i++;
    }
  }

  #quoted(start: number, quote: number): number {
    const before = this.#text.charCodeAt(start - 1);
    const opens = start === 0 || isSpace(before) || before === 91 || before === 123 || before === 44 || before === 58;
    if (!opens) return start;
    for (let i = start + 1; i < this.#text.length; i++) {
      const code = this.#text.charCodeAt(i);
      if (code === 92 && quote === 34) i++;
      else if (code === quote) return i;
    }
    return start;
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }

  #problem(offset: number): LimitExceeded | undefined {
    // The text at the innermost place may have been taken for a collection of its own; the converter counts exactly.
    if (this.#flow + this.#indents.length > this.#limits.nesting + 1)
      return {
        offset,
        message: nestingExceeded(this.#limits.nesting),
      };
    if (this.collections > this.#limits.collections)
      return {
        offset,
        message: t(
          'More than {0} lists and maps. Split the file, or raise the setting ipaWorkflow.limits.collections.',
          this.#limits.collections,
        ),
      };
    return undefined;
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13 || Number.isNaN(code);
}
