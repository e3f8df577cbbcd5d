/**
 * Which column each atom will stand in.
 *
 * 1. A block's items stand in one column: that of its first atom where it begins behind something, else one step behind the block
 *    around it. What a list holds stands two columns behind its dashes.
 * 2. What is not in the order that this knows keeps its distance to the block around it, and never leaves it.
 */
import type { Atom, Block, Flow } from './atoms.ts';
import { CommentLevels } from './commentLevels.ts';
import { endColumn } from './multiline.ts';

export interface LayoutOptions {
  /** Columns of one step, at least 1. */
  readonly tabSize: number;
  /** Whether lists stand in the column of the key that they belong to. */
  readonly flush: boolean;
}

export function setColumns(atoms: readonly Atom[], text: string, options: LayoutOptions): void {
  new Layout(atoms, text, options).run();
}

/** Where the present line, or one that a bracket opens in, begins: behind its dashes. */
interface Base {
  readonly column: number;
  readonly newColumn: number;
}

class Layout {
  readonly #atoms: readonly Atom[];
  readonly #text: string;
  readonly #options: LayoutOptions;
  readonly #bases = new Map<Flow, Base>();
  readonly #levels = new CommentLevels();
  /** The last atom that is no comment. */
  #before: Atom | undefined;
  /** Up to here all is comments, from the last one that was asked about on. */
  #next = 0;

  constructor(atoms: readonly Atom[], text: string, options: LayoutOptions) {
    this.#atoms = atoms;
    this.#text = text;
    this.#options = options;
  }

  run(): void {
    let end = 0;
    let base: Base | undefined;
    this.#atoms.forEach((atom, index) => {
      if (atom.isFirst) base = undefined;
      atom.newColumn = atom.isFirst ? this.#first(atom, index) : end + atom.gap;
      if (atom.opens) this.#open(atom);
      if (atom.kind !== 'dash' && atom.kind !== 'question') base ??= atom;
      if (atom.kind === 'open' && atom.flow && base) this.#bases.set(atom.flow, base);
      if (atom.kind !== 'comment') this.#before = atom;
      end = endColumn(atom, this.#text);
    });
  }

  #open(atom: Atom): void {
    if (atom.block) atom.block.newColumn ??= atom.newColumn;
    this.#levels.open(atom);
  }

  #first(atom: Atom, index: number): number {
    if (atom.kind === 'body') return 0;
    const outer = atom.kind === 'open' ? atom.flow?.parent : atom.flow;
    if (outer) return this.#inFlow(atom, outer);
    if (atom.kind !== 'comment') return this.#inBlock(atom);
    const next = this.#nextWord(index);
    const empty = this.#emptyBefore(next);
    if (empty && atom.column > empty.column) return (empty.newColumn ?? empty.column) + this.#stepIn(empty);
    return this.#levels.columnOf(atom, next && { column: next.column, newColumn: this.#inBlock(next) });
  }

  /** The block of a key or dash that has nothing but comments behind it: they may be what it had. */
  #emptyBefore(next: Atom | undefined): Block | undefined {
    const before = this.#before;
    if (!before?.block || before.flow || (before.kind !== 'colon' && before.kind !== 'dash')) return undefined;
    const isFilled = next && (next.column > before.block.column || (next.opens && next.block?.line === next.line));
    return isFilled ? undefined : before.block;
  }

  #nextWord(index: number): Atom | undefined {
    let at = Math.max(index, this.#next);
    while (this.#atoms[at]?.kind === 'comment') at++;
    this.#next = at;
    return this.#atoms[at];
  }

  #inBlock({ kind, block, column, opens }: Atom): number {
    if (kind === 'marker') return 0;
    if (opens && block) return block.newColumn ?? this.#blockColumn(block);
    if (!block) return kind === 'open' ? 0 : column;
    const { newColumn = block.column } = block;
    return column > block.column ? newColumn + this.#stepIn(block) : newColumn + column - block.column;
  }

  #blockColumn({ kind, column, parent }: Block): number {
    if (!parent) return 0;
    const around = parent.newColumn ?? parent.column;
    if (this.#options.flush && kind === 'seq' && parent.kind === 'map' && column === parent.column) return around;
    return around + this.#stepIn(parent);
  }

  #stepIn({ kind }: Block): number {
    return kind === 'seq' ? 2 : this.#options.tabSize;
  }

  #inFlow(atom: Atom, flow: Flow): number {
    const base = this.#bases.get(flow) ?? flow.open;
    const { block } = atom;
    const least = block ? (block.newColumn ?? block.column) + (atom.column > block.column ? 1 : 0) : 0;
    return Math.max(least, this.#flowColumn(atom, flow, base));
  }

  #flowColumn(atom: Atom, flow: Flow, { column, newColumn }: Base): number {
    const { first } = flow;
    if (first) return atom.column === first.column ? first.newColumn : newColumn + atom.column - column;
    const isEnd = atom.kind === 'close' && atom.flow === flow;
    return isEnd && atom.column <= column ? newColumn : newColumn + this.#options.tabSize;
  }
}
