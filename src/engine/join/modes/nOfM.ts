import type { JoinPolicy } from '../modes.ts';
import { quorum } from './quorum.ts';

/** `count` successes, or `percent` of the branches rounded up; at least one. */
export const nOfM: JoinPolicy = (tally, { count, percent }) => {
  const branches = tally.done + tally.failed + tally.pending;
  return quorum(tally, Math.max(1, count ?? Math.ceil(((percent ?? 100) * branches) / 100)));
};
