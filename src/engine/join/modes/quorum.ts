import type { Tally, Verdict } from '../modes.ts';

/** Fires with `needed` successes, fails when so many can no longer come. */
export function quorum({ done, pending }: Tally, needed: number): Verdict {
  if (done >= needed) return 'fire';
  return done + pending < needed ? 'fail' : 'wait';
}
