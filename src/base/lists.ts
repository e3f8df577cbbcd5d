/** Lists that change little from one to the next: what was made of the items that stand in both is taken over. */
import type { Steps } from './steps.ts';

/** How many items are a step. */
const itemsPerStep = 64;

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
export function* mapAgain<T, R>(
  before: MappedList<T, R> | undefined,
  items: readonly T[],
  map: (item: T) => R,
): Steps<MappedList<T, R>> {
  if (!before) return { items, results: yield* mapped(items, map) };
  const { start, oldEnd, end } = changeOfList(before.items, items);
  if (start === oldEnd && start === end) return before;
  const changed = yield* mapped(items.slice(start, end), map);
  return { items, results: before.results.slice(0, start).concat(changed, before.results.slice(oldEnd)) };
}

function* mapped<T, R>(items: readonly T[], map: (item: T) => R): Steps<readonly R[]> {
  const results = new Array<R>(items.length);
  for (let at = 0; at < items.length; at++) {
    if (at % itemsPerStep === itemsPerStep - 1) yield;
    results[at] = map(items[at] as T);
  }
  return results;
}
