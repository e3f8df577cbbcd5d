/** Lists that change little from one to the next: what was made of the items that stand in both is taken over. */

/** Where two lists differ: all before `start` is the same in both, and so is all from their ends on. */
export interface ListChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly end: number;
}

export function changeOfList<T>(old: readonly T[], list: readonly T[]): ListChange {
  const shorter = Math.min(old.length, list.length);
  let start = 0;
  while (start < shorter && old[start] === list[start]) start++;
  let oldEnd = old.length;
  let end = list.length;
  while (oldEnd > start && end > start && old[oldEnd - 1] === list[end - 1]) {
    oldEnd--;
    end--;
  }
  return { start, oldEnd, end };
}

export interface MappedList<T, R> {
  readonly items: readonly T[];
  /** By index of its item. */
  readonly results: readonly R[];
}

/** @param map must give the same for the same item as it did for `before` */
export function mapAgain<T, R>(
  before: MappedList<T, R> | undefined,
  items: readonly T[],
  map: (item: T) => R,
): MappedList<T, R> {
  if (!before) return { items, results: items.map(map) };
  const { start, oldEnd, end } = changeOfList(before.items, items);
  if (start === oldEnd && start === end) return before;
  const changed = items.slice(start, end).map(map);
  return { items, results: before.results.slice(0, start).concat(changed, before.results.slice(oldEnd)) };
}
