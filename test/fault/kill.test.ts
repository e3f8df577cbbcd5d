/**
 * Fault F3: SIGKILL at any time, up to five times in the life of one execution; each time a fresh process goes on.
 * `npm run fuzz -- --kill 1000`.
 */
import assert from 'node:assert/strict';
import { inPairs, ProcessLives } from '../support/fault/processLives.ts';
import { chanceFrom, pick, replayable, seedsOf } from '../support/fault/seeds.ts';
import { faultScenarios } from '../support/fault/workflows.ts';

const seeds = seedsOf(20);
let kills = 0;

async function killed(seed: number): Promise<void> {
  const chance = chanceFrom(seed);
  const scenario = pick(chance, faultScenarios);
  const lives = new ProcessLives(scenario);
  const most = 1 + Math.floor(chance() * 5);
  try {
    for (;;) {
      const child = lives.spawn();
      await child.ready();
      if (lives.crashes < most) {
        const timer = setTimeout(() => child.process.kill('SIGKILL'), 5 + chance() * 150);
        const isKilled = await child.ended();
        clearTimeout(timer);
        if (isKilled) {
          kills++;
          await lives.crashed();
          continue;
        }
      } else await child.ended();
      await lives.ended(child);
      return;
    }
  } catch (error) {
    throw new Error(`${scenario.name}: ${String(error)}`, { cause: error });
  } finally {
    lives.remove();
  }
}

describe('F3 a process killed at any time (invariants I1 to I10, I14)', () => {
  it('goes on in another', async () => {
    const tried = await inPairs(seeds, 20_000, (seed) => replayable('kill', seed, () => killed(seed)));
    console.log(`    ${tried} executions, killed ${kills} times`);
    assert(kills > 0);
  }).timeout(60_000 + seeds.length * 20_000);
});
