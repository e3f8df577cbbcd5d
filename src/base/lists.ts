/** Lists that change little from one to the next: what was made of the items that stand in both is taken over. */
import { Attached } from './attached.ts';
import type { Steps } from './steps.ts';

/** How many items are a step. */
const itemsPerStep = 64;

/** Where two lists differ: all before `start` is the same in both, and so is all from their ends on. */
export interface ListChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly end: number;
}

/** What a list was made of. By names instead of the lists: one would keep the one before it alive, and that the one before. */
interface Origin {
  readonly name: object;
  readonly from: object;
  readonly change: ListChange;
}

const origins = new Attached<readonly unknown[], Pick<Origin, 'name'> & Partial<Origin>>();

/** A list with other items from `start` to `oldEnd`; nobody has to look for where it differs from the old one. */
export function replaceInList<T>(old: readonly T[], start: number, oldEnd: number, items: readonly T[]): readonly T[] {
  const isAsLong = oldEnd - start === items.length;
  const list = isAsLong ? old.slice() : old.slice(0, start).concat(items, old.slice(oldEnd));
  if (isAsLong) for (let at = 0; at < items.length; at++) list[start + at] = items[at] as T;
  let from = origins.get(old)?.name;
  if (!from) origins.set(old, { name: (from = {}) });
  origins.set(list, { name: {}, from, change: { start, oldEnd, end: start + items.length } });
  return list;
}

/** Where the two differ at most: what was replaced may be the same as before. */
export function changeOfList<T>(old: readonly T[], list: readonly T[]): ListChange {
  if (old === list) return { start: list.length, oldEnd: list.length, end: list.length };
  const { from, change } = origins.get(list) ?? {};
  if (change && from === origins.get(old)?.name) return change;
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
  /** Indices of the results that are noted, for who would else look through thousands that say nothing. */
  readonly noted: readonly number[];
}

/**
 * @param map must give the same for the same item as it did for `before`
 * @param isNoted whether a result says more than most
 */
export function* mapAgain<T, R>(
  before: MappedList<T, R> | undefined,
  items: readonly T[],
  map: (item: T) => R,
  isNoted: (result: R) => boolean,
): Steps<MappedList<T, R>> {
  if (!before) {
    const results = yield* mapped(items, map);
    return { items, results, noted: notedIn(results, isNoted, 0) };
  }
  const { start, oldEnd, end } = changeOfList(before.items, items);
  if (start === oldEnd && start === end) return before;
  const changed = yield* mapped(items.slice(start, end), map);
  const results = replaceInList(before.results, start, oldEnd, changed);
  return { items, results, noted: notedAgain(before.noted, { start, oldEnd, end }, notedIn(changed, isNoted, start)) };
}

/** Indices of a list's items that are noted, after a change of the list. */
export function notedAgain(
  before: readonly number[],
  { start, oldEnd, end }: ListChange,
  changed: readonly number[],
): readonly number[] {
  if (before.length === 0) return changed;
  const noted: number[] = [];
  for (const at of before) if (at < start) noted.push(at);
  for (const at of changed) noted.push(at);
  for (const at of before) if (at >= oldEnd) noted.push(at - oldEnd + end);
  return noted;
}

/** @param from the index of the first result in its list */
export function notedIn<R>(results: readonly R[], isNoted: (result: R) => boolean, from: number): number[] {
  const noted: number[] = [];
  for (let at = 0; at < results.length; at++) if (isNoted(results[at] as R)) noted.push(from + at);
  return noted;
}

function* mapped<T, R>(items: readonly T[], map: (item: T) => R): Steps<readonly R[]> {
  const results = new Array<R>(items.length);
  for (let at = 0; at < items.length; at++) {
    if (at % itemsPerStep === itemsPerStep - 1) yield;
    results[at] = map(items[at] as T);
  }
  return results;
}
