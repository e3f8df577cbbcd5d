import type { JoinPolicy } from '../modes.ts';
import { quorum } from './quorum.ts';

/** More than half of the branches. */
export const majority: JoinPolicy = (tally) =>
  quorum(tally, Math.floor((tally.done + tally.failed + tally.pending) / 2) + 1);
