/** Which block a comment on a line of its own belongs to. */
import type { Atom } from './atoms.ts';

export type Level = Pick<Atom, 'column' | 'newColumn'>;

export class CommentLevels {
  /** Of the blocks around the present place, the outermost first. */
  readonly #levels: Level[] = [];

  /** @param level of an atom that an item of a block begins with */
  open(level: Level): void {
    while ((this.#levels.at(-1)?.column ?? -1) >= level.column) this.#levels.pop();
    this.#levels.push(level);
  }

  /** It goes with what comes next where it stands below or above that, else with the innermost block that it is not left of. */
  columnOf({ column }: Atom, next: Level | undefined): number {
    if (next && column === next.column) return next.newColumn;
    const around = this.#levels.findLast((level) => level.column <= column) ?? this.#levels[0];
    if (!around) return next?.newColumn ?? 0;
    const isWithinNext = next && next.column > around.column && column > around.column;
    return isWithinNext ? next.newColumn : around.newColumn;
  }
}
