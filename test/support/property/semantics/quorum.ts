/** The table of modes, over a join's branches or over the items of a `for_each`. */
import type { Quorum } from '../plan.ts';

export interface Tally {
  readonly d: number;
  readonly f: number;
  readonly p: number;
  readonly first: 'done' | 'failed' | undefined;
}

/** @param isTolerant J2 */
export function verdict(
  { mode, count, percent }: Quorum,
  { d, f, p, first }: Tally,
  isTolerant: boolean,
): 'fire' | 'fail' | 'wait' {
  const m = d + f + p;
  const quorum = (n: number): 'fire' | 'fail' | 'wait' => (d >= n ? 'fire' : d + p < n ? 'fail' : 'wait');
  switch (mode) {
    case 'all':
      if (f > 0 && !isTolerant) return 'fail';
      if (p > 0) return 'wait';
      return d > 0 ? 'fire' : 'fail';
    case 'any':
      return d > 0 ? 'fire' : p === 0 ? 'fail' : 'wait';
    case 'race':
      return first === undefined ? 'wait' : first === 'done' ? 'fire' : 'fail';
    case 'n_of_m':
      return quorum(count ?? Math.ceil((percent! * m) / 100));
    case 'majority':
      return quorum(Math.floor(m / 2) + 1);
    case 'all_settled':
      return p === 0 ? 'fire' : 'wait';
  }
}
