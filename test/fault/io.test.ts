/**
 * Fault F5: the n-th call to the file system fails, n counting up until nothing fails any more: the first start is refused and
 * leaves nothing, or the execution waits, goes on and ends as if nothing had happened. The same for the recovery after a crash.
 * `npm run fuzz -- --io`: with all errors, also lasting ones.
 */
import assert from 'node:assert/strict';
import type { Scenario } from '../support/fault/crash/scenario.ts';
import { checkEnded, checkPrefix, EffectCounter } from '../support/fault/invariants.ts';
import { id, Life, ownersDied } from '../support/fault/lives.ts';
import { type Call, type Fault, MemoryDisk } from '../support/fault/memoryDisk.ts';
import { isLong } from '../support/fault/seeds.ts';
import { compiled, scenarioNamed } from '../support/fault/workflows.ts';

const codes = ['ENOSPC', 'EIO', 'EMFILE', 'EACCES', 'EROFS', 'EINTR', 'EDQUOT', 'ENFILE'];
const faults: readonly Fault[] = [...codes.map((code) => ({ code })), { short: 1 }, { short: 0 }];
const names = isLong
  ? ['diamond', 'nested', 'ten-way', 'any', 'quorum', 'retry', 'retry-failing', 'for-each', 'subworkflow']
  : ['diamond', 'any', 'quorum', 'retry', 'for-each', 'subworkflow'];

/** Of `every` faults one, by turns; in the long run each of them. */
const faultsAt = (at: number): readonly Fault[] =>
  isLong
    ? faults
    : [faults[at % faults.length] ?? { code: 'EIO' }, faults[(at * 7 + 3) % faults.length] ?? { code: 'EIO' }];

/** How many calls fail: one; a few; for the long run, those of a while. */
const lengths = isLong ? [1, 3, 40] : [1];

async function startedAmid(scenario: Scenario, at: number, length: number, fault: Fault): Promise<void> {
  const disk = new MemoryDisk();
  fail(disk, at, length, fault);
  const life = new Life(disk, scenario);
  const ending = await life.play('start');
  disk.fault = (): undefined => undefined;
  if (ending === 'refused') {
    assert.deepEqual([await life.store.list(), life.effects, life.seen], [[], [], []]);
    return;
  }
  await over(life, scenario, ending, 0);
}

async function resumedAmid(crashed: Life, scenario: Scenario, at: number, length: number, fault: Fault): Promise<void> {
  const disk = crashed.disk.afterCrash();
  await ownersDied(disk);
  disk.calls = 0;
  fail(disk, at, length, fault);
  const counter = new EffectCounter();
  const effects = [...crashed.effects];
  let life = new Life(disk, scenario, effects);
  let ending = await life.play('resume').catch((error: unknown) => {
    assert.match(String(error), /made to fail|accepted no more/, String(error));
    return 'refused' as const;
  });
  disk.fault = (): undefined => undefined;
  if (ending === 'refused') {
    assert.deepEqual(life.seen, []);
    life = new Life(disk, scenario, effects);
    ending = await life.play('resume');
  }
  checkPrefix('I1', crashed.seen, life.found);
  counter.crashed(crashed.effects, life.found);
  await over(life, scenario, ending, 1);
  counter.ended(life.effects, (await life.store.read(id))?.events ?? [], 1);
}

function fail(disk: MemoryDisk, at: number, length: number, fault: Fault): void {
  disk.fault = ({ number, operation }: Call): Fault | undefined =>
    number < at || number >= at + length || (operation !== 'write' && 'short' in fault) ? undefined : fault;
}

async function over(life: Life, scenario: Scenario, ending: unknown, crashes: number): Promise<void> {
  assert(typeof ending === 'object' && ending !== null && 'status' in ending, String(ending));
  const stored = await life.store.read(id);
  assert(stored);
  assert.notEqual(ending.status, 'interrupted', life.logs.join('\n'));
  checkEnded(stored, compiled(scenario));
  checkPrefix('I1', [...life.found, ...life.seen], stored.events);
  if (crashes === 0) new EffectCounter().ended(life.effects, stored.events, 0);
}

for (const name of names)
  describe(`F5 failing calls: ${name} (threat T17, invariants I1 to I8)`, () => {
    const scenario = scenarioNamed(name);
    let calls = 0;

    before(async () => {
      const disk = new MemoryDisk();
      const life = new Life(disk, scenario);
      await over(life, scenario, await life.play('start'), 0);
      calls = disk.calls;
      assert(calls > 20);
    });

    it('from the start to the end', async () => {
      for (let at = 0; at < calls; at++)
        for (const fault of faultsAt(at))
          for (const length of lengths)
            await told(`call ${at} and ${length - 1} more, ${JSON.stringify(fault)}`, () =>
              startedAmid(scenario, at, length, fault),
            );
    }).timeout(isLong ? 3_600_000 : 60_000);

    it('in the recovery', async () => {
      const crashed = new Life(new MemoryDisk(), scenario);
      crashed.disk.cutAt = Math.floor(calls * 0.6);
      assert.equal(await crashed.play('start'), 'cut');
      for (let at = 0; at < calls; at++)
        for (const fault of faultsAt(at))
          for (const length of lengths)
            await told(`recovery, call ${at} and ${length - 1} more, ${JSON.stringify(fault)}`, () =>
              resumedAmid(crashed, scenario, at, length, fault),
            );
    }).timeout(isLong ? 3_600_000 : 60_000);
  });

async function told(where: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
