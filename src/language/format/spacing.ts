/** How many spaces stand between two atoms of one line. */
import type { Atom } from './atoms.ts';

export function setGaps(atoms: readonly Atom[], text: string): void {
  let before: Atom | undefined;
  for (const atom of atoms) {
    if (before && !atom.isFirst) atom.gap = gapBetween(before, atom, text);
    before = atom;
  }
}

function gapBetween(before: Atom, atom: Atom, text: string): number {
  const written = atom.start - before.end;
  switch (atom.kind) {
    case 'comment':
      return written;
    case 'comma':
      // An alias or a tag, and a colon without a value, may take what comes right behind them for their own.
      return endsAnywhere(before) ? 0 : written;
    case 'colon':
      return endsAnywhere(before) && before.kind !== 'open' ? 0 : written;
    case 'close':
      if (before.kind === 'open') return 0;
      if (text.charAt(atom.start) === '}') return 1;
      return endsAnywhere(before) || before.kind === 'comma' ? 0 : written;
    default:
      return gapBehind(before, text) ?? written;
  }
}

function endsAnywhere({ kind }: Atom): boolean {
  return kind === 'plain' || kind === 'quoted' || kind === 'close' || kind === 'open';
}

/** Undefined where nothing is known to come behind it. */
function gapBehind({ kind, start }: Atom, text: string): number | undefined {
  switch (kind) {
    case 'open':
      return text.charAt(start) === '{' ? 1 : 0;
    case 'dash':
    case 'question':
    case 'colon':
    case 'comma':
    case 'property':
    case 'marker':
      return 1;
    default:
      return undefined;
  }
}
