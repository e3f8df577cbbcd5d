/** How much of a fault is tried, and with which chances: little and the same in CI, as asked for by `npm run fuzz`. */
import type { Chance } from './memoryDisk.ts';

const { FUZZ_RUNS: runs, FUZZ_SEED: seed } = process.env;

/** Whether `npm run fuzz` asks. */
export const isLong = runs !== undefined;

/** Seeds of so many runs in CI, or of as many as were asked for (0: of `all`), one after the other. */
export function seedsOf(ci: number, all = ci): readonly number[] {
  const first = Number(seed ?? 1);
  const length = runs === undefined ? ci : runs === '0' ? all : Number(runs);
  return Array.from({ length }, (_, index) => first + index);
}

/** Mulberry32: the same numbers for the same seed. */
export function chanceFrom(from: number): Chance {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(chance: Chance, choices: readonly T[]): T {
  const chosen = choices[Math.floor(chance() * choices.length)];
  if (chosen === undefined) throw new Error('Nothing to choose from');
  return chosen;
}

/** Runs one; a failure names the command that does it again. */
export async function replayable(fault: string, seedOfRun: number, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`npm run fuzz -- --${fault} 1 --seed ${seedOfRun}\n${message}`, { cause: error });
  }
}
