/** Whether the scan has read a text as the parser has. */
import type { SyntaxNode, SyntaxScalar, SyntaxTree } from '../../model/syntax/syntaxTree.ts';
import type { Atom } from './atoms.ts';

/** @returns whether each scalar of the tree begins and ends where one of the atoms does */
export function agrees({ text, root, lines }: SyntaxTree, atoms: readonly Atom[]): boolean {
  const ends = new ScalarEnds(atoms);
  const isKnown = ({ range, style }: SyntaxScalar): boolean => {
    const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
    const known = start === end ? end : ends.of(start);
    if (known === end || known === undefined) return known === end;
    // The line break at the end of a block scalar, and blank lines behind it, count to it or not.
    return style === 'block' && /^[ \r\n]*$/.test(text.slice(Math.min(known, end), Math.max(known, end)));
  };
  // The last one first: then they come in the order of the text.
  const waiting: SyntaxNode[] = root ? [root] : [];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === 'scalar') {
      if (!isKnown(node)) return false;
    } else if (node.kind === 'sequence') pushBackwards(waiting, node.items);
    else for (const { key, value } of node.pairs.toReversed()) pushBackwards(waiting, value ? [key, value] : [key]);
  }
  return true;
}

function pushBackwards(waiting: SyntaxNode[], nodes: readonly SyntaxNode[]): void {
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    if (node) waiting.push(node);
  }
}

/** Where scalars end, by where they begin; quickest when asked in the order of the text. */
class ScalarEnds {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #next = 0;

  constructor(atoms: readonly Atom[]) {
    for (const { kind, start, end } of atoms) {
      if (kind === 'body') this.#ends[this.#ends.length - 1] = end;
      if (kind !== 'plain' && kind !== 'quoted' && kind !== 'header') continue;
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  of(start: number): number | undefined {
    const at = this.#starts[this.#next] === start ? this.#next : this.#indexOf(start);
    this.#next = at + 1;
    return this.#starts[at] === start ? this.#ends[at] : undefined;
  }

  #indexOf(start: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? Infinity) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
