/**
 * Fault F7: the power is cut at any call to the file system; of what was not synced by then, any part is lost. What was
 * acknowledged as durable is there, and so is the start of everything that was done. `npm run fuzz -- --power 20000`.
 */
import assert from 'node:assert/strict';
import { checkEnded, checkPrefix, EffectCounter } from '../support/fault/invariants.ts';
import { id, Life, ownersDied } from '../support/fault/lives.ts';
import { type Call, type Chance, type Fault, MemoryDisk } from '../support/fault/memoryDisk.ts';
import { chanceFrom, pick, replayable, seedsOf } from '../support/fault/seeds.ts';
import { compiled, faultScenarios } from '../support/fault/workflows.ts';

const seeds = seedsOf(500);

describe('F7 power cuts (invariants I1 to I8, I14)', () => {
  it(`${seeds.length} cuts`, async () => {
    for (const seed of seeds)
      await replayable('power', seed, async () => {
        await cut(chanceFrom(seed));
      });
  }).timeout(60_000 + seeds.length * 200);
});

async function cut(chance: Chance): Promise<void> {
  const scenario = pick(chance, faultScenarios);
  const counter = new EffectCounter();
  const effects: string[] = [];
  let life = new Life(new MemoryDisk(), scenario, effects);
  let how: 'start' | 'resume' = 'start';
  for (let cuts = 0; ; cuts++) {
    life.disk.cutAt = cuts < 3 ? Math.floor(3 + chance() * 70) : Infinity;
    if (chance() < 0.3) life.disk.fault = failingSync(chance);
    const durableBefore = life.durable;
    const ending = await life.play(how).catch(refusedBy);
    life.disk.fault = (): undefined => undefined;
    if (ending === 'refused') {
      life.disk.cutAt = Infinity;
      if (how === 'start') assert.deepEqual([await life.store.list(), effects], [[], []]);
      const { durable } = life;
      life = new Life(life.disk, scenario, effects);
      life.durable = durable;
      continue;
    }
    if (ending !== 'cut') {
      life.disk.cutAt = Infinity;
      const stored = await life.store.read(id);
      assert(stored, `it ended as ${JSON.stringify(ending)}`);
      checkEnded(stored, compiled(scenario));
      counter.ended(effects, stored.events, cuts);
      return;
    }
    const disk = life.disk.afterPowerCut(chance);
    await ownersDied(disk);
    const after = new Life(disk, scenario, effects);
    const stored = await after.store.read(id);
    const durable = Math.max(durableBefore, life.durable);
    if (stored === undefined || stored.state === 'unreadable') {
      assert.deepEqual([durable, effects], [0, []], `I1 it is lost: ${stored?.problem ?? 'no folder'}`);
      life = new Life(new MemoryDisk(), scenario, effects);
      how = 'start';
      continue;
    }
    checkPrefix('I1', [...life.found, ...life.seen].slice(0, durable), stored.events);
    checkPrefix('I2', stored.events.slice(0, life.found.length + life.seen.length), [...life.found, ...life.seen]);
    counter.crashed(effects, stored.events);
    disk.calls = 0;
    after.durable = durable;
    life = after;
    how = 'resume';
  }
}

/** A failed sync while it is taken over. */
function refusedBy(error: unknown): 'refused' {
  if (String(error).includes('made to fail')) return 'refused';
  throw error;
}

/** One sync says that it failed; the next one saves nothing of what that one should have. */
function failingSync(chance: Chance): (call: Call) => Fault | undefined {
  let left = Math.floor(chance() * 6);
  return ({ operation }) => (operation === 'datasync' && left-- === 0 ? { code: 'EIO' } : undefined);
}
