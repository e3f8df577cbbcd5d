/** How everything here is measured: what is compared runs in turn, in one process, medians after a warm-up, as a ratio. */
import { spawn } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** One line of the table and of results.json. */
export interface Row {
  readonly name: string;
  /** What ours took or was, in `unit`; null: not measured yet. */
  readonly ours: number | null;
  readonly unit: string;
  /** The floor or peer that it is compared with. */
  readonly other: string;
  /** What the other took, in the same unit. */
  readonly otherValue: number | null;
  /** Ours ÷ other; for an `atLeast`, other ÷ ours, or the figure itself. */
  readonly ratio: number | null;
  /** As a person reads it; null: a figure without a target. */
  readonly target: string | null;
  readonly holds: boolean | null;
}

export interface Suite {
  readonly title: string;
  run(): Promise<readonly Row[]>;
}

export type Case = () => unknown;

/** At least so many; more as long as there is time. */
export interface Rounds {
  readonly rounds: number;
  readonly warmUp: number;
}

/** How long each is gone on with by itself at first: code that has run for less is still being compiled. */
const warmUpMs = 1_000;
/** And then all of them together. */
const measuredMs = 1_500;
const mostRounds = 1_000;

/**
 * Medians in milliseconds, by name. The cases take turns, so that what the machine does besides falls on all of them.
 * `afterwards` clears up after a turn, and is not measured.
 */
export async function inTurn<K extends string>(
  cases: Readonly<Record<K, Case>>,
  { rounds, warmUp }: Rounds,
  afterwards: Case = () => undefined,
): Promise<Record<K, number>> {
  const names = Object.keys(cases) as K[];
  const turnOf = async (name: K): Promise<number> => {
    gc({ type: 'minor' });
    const start = performance.now();
    await cases[name]();
    const took = performance.now() - start;
    await afterwards();
    return took;
  };
  for (const name of names) await repeat(warmUp, warmUpMs, () => turnOf(name));
  const times = new Map(names.map((name) => [name, [] as number[]]));
  await repeat(rounds, measuredMs, async () => {
    for (const name of names) times.get(name)?.push(await turnOf(name));
  });
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<K, number>;
}

async function repeat(least: number, ms: number, work: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + ms;
  for (let round = 0; round < least || (round < mostRounds && performance.now() < until); round++) await work();
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** The highest of a hundred, but the worst one. */
export function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? NaN;
}

interface Compared {
  readonly name: string;
  readonly ours: number;
  readonly unit?: string;
  readonly other: string;
  readonly otherValue: number;
}

/** Ours may be so many times the other. Without `most` it is only told. */
export function atMost({ unit = 'ms', ...compared }: Compared, most: number | null): Row {
  const ratio = compared.ours / compared.otherValue;
  return {
    ...compared,
    unit,
    ratio,
    target: most === null ? null : `≤ ${most}`,
    holds: most === null ? null : ratio <= most,
  };
}

/** Ours is so many times faster than the other. Without `least` it is only told. */
export function timesFaster({ unit = 'ms', ...compared }: Compared, least: number | null): Row {
  const ratio = compared.otherValue / compared.ours;
  return {
    ...compared,
    unit,
    ratio,
    target: least === null ? null : `≥ ${least}`,
    holds: least === null ? null : ratio >= least,
  };
}

/** A figure that must be so large. */
export function atLeast(name: string, ours: number, unit: string, least: number): Row {
  const ratio = ours / least;
  return { name, ours, unit, other: 'target', otherValue: least, ratio, target: '≥ 1', holds: ratio >= 1 };
}

/** A target of `performance.md` that nothing measures yet. It does not hold. */
export function notYet(name: string, other: string, target: string): Row {
  return { name, ours: null, unit: '', other, otherValue: null, ratio: null, target, holds: false };
}

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;

/** Megabytes in use after everything that can be has been freed. */
export function heapMb(): number {
  gc();
  gc();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

/** Runs a program of Node to its end and gives what it printed. */
export function runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let problems = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (problems += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`node ${args.join(' ')} ended with ${code}: ${problems || output}`));
    });
  });
}
