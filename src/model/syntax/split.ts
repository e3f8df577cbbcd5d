/**
 * A file as pieces that can be parsed by themselves: its top-level keys, and the items of the lists that stand right behind them.
 *
 * A line at or left of a list's indentation closes every scalar and bracket above it, so an item means the same alone. What is not
 * certain to be so (directives, a second document, tabs, complex keys, an indentation that fits nowhere) is not split at all.
 */

import type { Steps } from '../../base/steps.ts';

/** How many lines are a step. */
const linesPerStep = 512;

/** `list`: the key of a list whose items are pieces of their own. */
export type PieceKind = 'section' | 'list' | 'item';

export interface Cut {
  readonly kind: PieceKind;
  readonly start: number;
  readonly end: number;
  /** Of an item's `-`; of others -1. */
  readonly indent: number;
}

/** What the lines before left open. */
export interface SplitState {
  /** Whether a key is open. */
  readonly open: boolean;
  /** Where the open list's items begin; -1: it has none yet; undefined: no list is open. */
  readonly list: number | undefined;
  /** Whether the last lines are words without a colon: a key behind them would be one with them. */
  readonly half: boolean;
}

export const atBeginning: SplitState = { open: false, list: undefined, half: false };

export interface Split {
  readonly cuts: readonly Cut[];
  readonly state: SplitState;
}

/** Letters of any language, and what marks the cursor where completion is asked for. */
const first = String.raw`[\p{L}_\u0091]`;
const letters = String.raw`\p{L}\p{M}\p{N}_.\-\u0091`;
const key = new RegExp(String.raw`(${first}[${letters}]*|"[^"\\\r\n]*"|'[^'\r\n]*') *:(?=[ \r\n]|$)`, 'uy');
const word = new RegExp(first, 'uy');
/** A key that is still being typed: a line of nothing but words. */
const halfKey = new RegExp(String.raw`${first}[${letters} ]*(?=\r?\n|$)`, 'uy');

/** @returns undefined for a text that is not to be split */
export function split(text: string, from: number, to: number, before: SplitState): Steps<Split | undefined> {
  return new Splitter(text, from, to, before).split();
}

class Splitter {
  readonly #text: string;
  readonly #from: number;
  readonly #to: number;
  readonly #cuts: Cut[] = [];
  #kind: PieceKind | undefined;
  #start: number;
  #indent = -1;
  #open: boolean;
  #list: number | undefined;
  /** Where the first of the lines begins that are half a key; -1: there are none. */
  #half = -1;

  constructor(text: string, from: number, to: number, { open, list }: SplitState) {
    this.#text = text;
    this.#from = from;
    this.#to = to;
    this.#start = from;
    this.#open = open;
    this.#list = list;
  }

  *split(): Steps<Split | undefined> {
    let lines = 0;
    for (let at = this.#from; at < this.#to; at = this.#lineEnd(at)) {
      if (!this.#take(at)) return undefined;
      if (++lines % linesPerStep === 0) yield;
    }
    const half = this.#half !== -1;
    if (half && this.#kind !== undefined) this.#begin('section', this.#half, -1);
    if (this.#kind !== undefined) this.#close(this.#to);
    else if (this.#from < this.#to) return undefined;
    return { cuts: this.#cuts, state: { open: this.#open, list: half ? undefined : this.#list, half } };
  }

  /** One line; false where the text is not to be split. */
  #take(start: number): boolean {
    const text = this.#text;
    let at = start;
    while (text.charCodeAt(at) === 32) at++;
    const code = text.charCodeAt(at);
    if (at >= this.#to || code === 10 || (code === 13 && text.charCodeAt(at + 1) === 10)) return true;
    const column = at - start;
    if (this.#half !== -1 && (column > 0 || code === 35 || code === 45)) return false;
    if (code === 35) return true;
    if (code === 9) return false;
    if (code === 45 && isBlank(text.charCodeAt(at + 1))) return this.#dash(start, column);
    return column === 0 ? this.#key(start) : this.#inside(start, column);
  }

  #dash(start: number, column: number): boolean {
    if (!this.#open) return false;
    if (this.#list === undefined || (this.#list !== -1 && column > this.#list)) return this.#kind !== undefined;
    if (this.#list !== -1 && column < this.#list) return false;
    this.#begin('item', start, column);
    this.#list = column;
    return true;
  }

  #key(start: number): boolean {
    key.lastIndex = start;
    if (!key.test(this.#text))
      return this.#isHalfKey(start) || (this.#kind === undefined && start === this.#documentStart());
    const isList = isBlankBehind(this.#text, key.lastIndex);
    this.#begin(isList ? 'list' : 'section', this.#half === -1 ? start : this.#half, -1);
    this.#half = -1;
    this.#open = true;
    this.#list = isList ? -1 : undefined;
    return true;
  }

  #isHalfKey(start: number): boolean {
    halfKey.lastIndex = start;
    if (!halfKey.test(this.#text)) return false;
    if (this.#half === -1) this.#half = start;
    return true;
  }

  #inside(start: number, column: number): boolean {
    if (this.#kind === undefined) return false;
    if (this.#list === -1) {
      // It holds something else than a list.
      this.#kind = 'section';
      this.#list = undefined;
    }
    if (this.#list === undefined || column > this.#list) return true;
    // A mistake, which the piece of the item has then.
    word.lastIndex = start + column;
    return this.#kind === 'item' && word.test(this.#text);
  }

  /** Where a `---` that begins the file stands; -1: there is none. */
  #documentStart(): number {
    if (this.#open || this.#cuts.length > 0) return -1;
    const match = /^(?:(?: *(?:#.*)?)\r?\n)*---(?= *\r?\n)/.exec(this.#text.slice(0, 1000));
    return match ? match[0].length - 3 : -1;
  }

  #begin(kind: PieceKind, start: number, indent: number): void {
    if (this.#kind !== undefined) this.#close(start);
    this.#kind = kind;
    this.#indent = indent;
  }

  #close(end: number): void {
    this.#cuts.push({ kind: this.#kind ?? 'section', start: this.#start, end, indent: this.#indent });
    this.#start = end;
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 || end >= this.#to ? this.#to : end + 1;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || Number.isNaN(code);
}

function isBlankBehind(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) === 32) at++;
  const code = text.charCodeAt(at);
  return code === 10 || code === 13 || Number.isNaN(code) || (code === 35 && at > from);
}
