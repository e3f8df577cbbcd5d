/**
 * What the table under Joins, J2, J3 and J4 say of branches, or of items, that all start together: written from the text, not
 * from the engine, for comparing the two.
 */
import type { JoinMode, JoinRemaining, OnFailure } from '../../../src/model/definition.ts';

export interface JoinCase {
  readonly mode: JoinMode;
  readonly count?: number;
  readonly percent?: number;
  readonly remaining: JoinRemaining;
  /** Of the fork, or of the `for_each`. */
  readonly onFailure: OnFailure;
  /** Of the workflow: `continue`, else `abort`. */
  readonly goesOn: boolean;
  /** Branch i settles after i + 1 seconds; whether it succeeds. */
  readonly succeeds: readonly boolean[];
}

export interface Expected {
  readonly join: 'completed' | 'failed';
  readonly joinEndedMs: number;
  readonly execution: 'completed' | 'failed';
  readonly durationMs: number;
  readonly branches: readonly ('completed' | 'failed' | 'cancelled')[];
  /** Branches whose output the join has. */
  readonly used: readonly number[];
}

type Verdict = 'fires' | 'fails' | undefined;

export function expectedOf(join: JoinCase): Expected {
  const { succeeds, remaining, onFailure, goesOn } = join;
  const lastMs = succeeds.length * 1000;
  let settled = 0;
  let verdict: Verdict;
  while (verdict === undefined) {
    settled++;
    verdict = judge(join, settled);
    const isLast = settled === succeeds.length;
    if (verdict === 'fails' && goesOn && !isLast) verdict = undefined;
    if (verdict === undefined && isLast) throw new Error('It neither fires nor fails');
  }
  const atMs = settled * 1000;
  const hasFired = verdict === 'fires';
  const waits = hasFired ? remaining === 'wait' : onFailure === 'drain' && !goesOn;
  const letsRun = waits || (hasFired && remaining === 'ignore');
  return {
    join: hasFired ? 'completed' : 'failed',
    joinEndedMs: waits ? lastMs : atMs,
    execution: hasFired ? 'completed' : 'failed',
    durationMs: letsRun ? lastMs : atMs,
    branches: succeeds.map((ok, at) => (at >= settled && !letsRun ? 'cancelled' : ok ? 'completed' : 'failed')),
    used: succeeds.flatMap((ok, at) => (hasFired && ok && at < settled ? [at] : [])),
  };
}

function judge({ mode, count, percent, onFailure, succeeds }: JoinCase, settled: number): Verdict {
  const m = succeeds.length;
  const d = succeeds.slice(0, settled).filter(Boolean).length;
  const f = settled - d;
  const p = m - settled;
  switch (mode) {
    case 'all':
      if (onFailure === 'continue') return p > 0 ? undefined : d >= 1 ? 'fires' : 'fails';
      return f >= 1 ? 'fails' : p === 0 ? 'fires' : undefined;
    case 'any':
      return d >= 1 ? 'fires' : p === 0 ? 'fails' : undefined;
    case 'race':
      return succeeds[0] === true ? 'fires' : 'fails';
    case 'n_of_m':
    case 'majority': {
      const n = mode === 'majority' ? Math.floor(m / 2) + 1 : (count ?? Math.ceil((m * (percent ?? 0)) / 100));
      return d >= n ? 'fires' : d + p < n ? 'fails' : undefined;
    }
    case 'all_settled':
      return p === 0 ? 'fires' : undefined;
  }
}

/** Every mode with every `remaining` and `on_failure`, and every way for three branches to end. */
export function allCases(): readonly JoinCase[] {
  const modes: readonly Pick<JoinCase, 'mode' | 'count' | 'percent'>[] = [
    { mode: 'all' },
    { mode: 'any' },
    { mode: 'race' },
    ...[1, 2, 3].map((count) => ({ mode: 'n_of_m' as const, count })),
    ...[33, 34, 50, 67, 100].map((percent) => ({ mode: 'n_of_m' as const, percent })),
    { mode: 'majority' },
    { mode: 'all_settled' },
  ];
  const cases: JoinCase[] = [];
  for (const mode of modes)
    for (const remaining of ['cancel', 'ignore', 'wait'] as const)
      for (const onFailure of ['abort', 'continue', 'drain'] as const)
        for (const goesOn of [false, true])
          for (let bits = 0; bits < 8; bits++)
            cases.push({
              ...mode,
              remaining,
              onFailure,
              goesOn,
              succeeds: [0, 1, 2].map((at) => (bits >> at) % 2 === 0),
            });
  return cases;
}

export function titleOf({ succeeds, ...rest }: JoinCase): string {
  return `${JSON.stringify(rest)}, ${succeeds.map((ok) => (ok ? 'done' : 'failed')).join(' ')}`;
}
