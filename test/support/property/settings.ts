import type { Parameters } from 'fast-check';

/**
 * How a property is run. Always with the same seed, so that a run of the tests says the same as the last one; `PROPERTY_SEED`
 * (a number, or `random`) and `PROPERTY_RUNS` (a factor) search further. A failure prints its seed and path.
 */
export function runs<T>(numRuns: number): Parameters<T> {
  const { PROPERTY_SEED: seed = '20261124', PROPERTY_RUNS: factor = '1' } = process.env;
  return {
    numRuns: numRuns * Number(factor),
    seed: seed === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(seed),
  };
}

/** The same, or as `npm run fuzz` asks for it. */
export function fuzzed<T>(numRuns: number): Parameters<T> {
  const { FUZZ_RUNS: asked, FUZZ_SEED: seed } = process.env;
  return asked === undefined ? runs(numRuns) : { numRuns: Number(asked), seed: Number(seed) };
}
