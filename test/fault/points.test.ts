/**
 * Fault F2: a process kills itself at the k-th write of its journal, before, amid and after it, and after an effect of an agent; a
 * fresh process goes on. `npm run fuzz -- --points`: at each of them.
 */
import assert from 'node:assert/strict';
import { type CrashPoint, phases } from '../support/fault/crashingDisk.ts';
import type { Scenario } from '../support/fault/crash/scenario.ts';
import { Life } from '../support/fault/lives.ts';
import { type Call, MemoryDisk } from '../support/fault/memoryDisk.ts';
import { inPairs, ProcessLives } from '../support/fault/processLives.ts';
import { chanceFrom, pick, replayable, seedsOf } from '../support/fault/seeds.ts';
import { faultScenarios } from '../support/fault/workflows.ts';

interface Place {
  readonly scenario: Scenario;
  readonly point: CrashPoint;
}

/** Each write of a journal in each phase, and each effect, as they are when nothing else runs. */
async function placesOf(scenario: Scenario): Promise<readonly Place[]> {
  const disk = new MemoryDisk();
  let writes = 0;
  disk.fault = ({ operation, path }: Call): undefined => {
    if (operation === 'write' && path.endsWith('journal.jsonl')) writes++;
  };
  const life = new Life(disk, scenario);
  await life.play('start');
  return phases.flatMap((phase) =>
    Array.from({ length: phase === 'effect' ? life.effects.length : writes }, (_, index) => ({
      scenario,
      point: { write: index + 1, phase },
    })),
  );
}

/** Returns whether the process was killed. */
async function killedAt({ scenario, point }: Place): Promise<boolean> {
  const lives = new ProcessLives(scenario);
  try {
    let child = lives.spawn({ crashAt: point });
    if (await child.ended()) {
      await lives.crashed();
      child = lives.spawn();
      assert(!(await child.ended()), child.output);
    }
    await lives.ended(child);
    return lives.crashes > 0;
  } catch (error) {
    throw new Error(`${scenario.name}, ${point.phase} ${point.write}: ${String(error)}`, { cause: error });
  } finally {
    lives.remove();
  }
}

describe('F2 a process killed at a place (invariants I1 to I10, I14)', () => {
  it('goes on in another', async () => {
    const places = (await Promise.all(faultScenarios.map(placesOf))).flat();
    const seeds = seedsOf(60, places.length);
    let killed = 0;
    const tried = await inPairs(seeds, 35_000, (seed) =>
      replayable('points', seed, async () => {
        // All of them by their number, or some of them by chance.
        const place = seeds.length >= places.length ? places[seed % places.length] : pick(chanceFrom(seed), places);
        if (place && (await killedAt(place))) killed++;
      }),
    );
    console.log(`    ${tried} of ${places.length} places, killed at ${killed}`);
    assert(killed > tried / 2);
  }).timeout(7_200_000);
});
