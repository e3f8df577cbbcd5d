/**
 * Columns of neighbours: entries of maps in brackets below each other, and values of a map. They are aligned where they were: where at
 * least half of a group has one column, and spaces were put in to get there. Then the longest decides.
 */
import type { Atom } from './atoms.ts';
import { type Cell, type Row, rowGroups } from './rows.ts';

export function align(atoms: readonly Atom[], text: string): void {
  for (const rows of rowGroups(atoms, text)) {
    const slots = new Set(rows.flatMap(({ cells }) => [...cells.keys()]));
    for (const slot of [...slots].sort((a, b) => a - b)) alignSlot(rows, slot);
  }
}

function alignSlot(rows: readonly Row[], slot: number): void {
  const found = rows.flatMap((row) => {
    const cell = row.cells.get(slot);
    return cell ? [{ row, cell }] : [];
  });
  if (!wasAligned(found.map(({ cell }) => cell))) return;
  const column = found.reduce((most, { row, cell }) => Math.max(most, cell.newColumn + row.padding), 0);
  for (const { row, cell } of found) {
    const padding = column - cell.newColumn - row.padding;
    cell.atom.gap += padding;
    row.padding += padding;
  }
}

function wasAligned(cells: readonly Cell[]): boolean {
  const columns = new Map<number, { count: number; isPadded: boolean }>();
  for (const { column, isPadded } of cells) {
    const same = columns.get(column);
    columns.set(column, { count: (same?.count ?? 0) + 1, isPadded: isPadded || same?.isPadded === true });
  }
  return [...columns.values()].some(({ count, isPadded }) => isPadded && count > 1 && count * 2 >= cells.length);
}
