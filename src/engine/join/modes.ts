/** The join modes by name: the table of `spec/semantics.md` under Joins. */
import type { JoinMode } from '../../model/definition.ts';
import { all } from './modes/all.ts';
import { allSettled } from './modes/allSettled.ts';
import { any } from './modes/any.ts';
import { majority } from './modes/majority.ts';
import { nOfM } from './modes/nOfM.ts';
import { race } from './modes/race.ts';

/** The branches of a join; a `dead` branch is absent and counts neither way, so m = done + failed + pending. */
export interface Tally {
  readonly done: number;
  readonly failed: number;
  readonly pending: number;
  /** How the first branch that settled did; `dead` is not settling. */
  readonly first: 'done' | 'failed' | undefined;
}

export interface Quorum {
  readonly count?: number;
  /** 0..100 of m, rounded up. */
  readonly percent?: number;
  /** J2: the fork says `on_failure: continue`. */
  readonly tolerant: boolean;
}

export type Verdict = 'wait' | 'fire' | 'fail';

/** Asked with at least one branch that is not dead (J1 is the caller's). */
export type JoinPolicy = (tally: Tally, quorum: Quorum) => Verdict;

export const joinPolicies: Readonly<Record<JoinMode, JoinPolicy>> = {
  all,
  any,
  race,
  n_of_m: nOfM,
  majority,
  all_settled: allSettled,
};
