/**
 * Fault F8: the owner is stopped (SIGSTOP). While it can be seen to live, nobody takes its execution; when it must be taken for dead
 * (it is on another machine, and silent), the next goes on. The old one wakes up (SIGCONT) and writes nothing that counts.
 * `npm run fuzz -- --stop 50`.
 */
import assert from 'node:assert/strict';
import { readdirSync, utimesSync } from 'node:fs';
import { ProcessLives } from '../support/fault/processLives.ts';
import { chanceFrom, pick, replayable, seedsOf } from '../support/fault/seeds.ts';
import { scenarioNamed } from '../support/fault/workflows.ts';

const seeds = seedsOf(2);
const names = ['diamond', 'nested', 'ten-way', 'retry', 'for-each'];

async function stopped(seed: number): Promise<void> {
  const chance = chanceFrom(seed);
  const name = pick(chance, names);
  const lives = new ProcessLives(scenarioNamed(name));
  const old = lives.spawn({ slower: 200 });
  try {
    await old.ready();
    await wait(60 + chance() * 400);
    old.process.kill('SIGSTOP');
    // Long enough for its heart to miss a beat.
    await wait(4_500 + (seeds.length > 20 ? chance() * 20_000 : 0));
    const [id] = await lives.store.list();
    if (id === undefined || (await lives.store.read(id))?.state !== 'owned') return;
    assert.equal((await lives.store.open(id)).kind, 'owned', 'I9 taken from an owner that lives');
    lives.makeForeign();
    assert.equal((await lives.store.open(id)).kind, 'owned', 'I9 taken from an owner whose heart beats');
    const silentSince = Date.now() / 1_000 - 61;
    utimesSync(lives.journalPath('lock-000001'), silentSince, silentSince);
    await lives.crashed();

    const next = lives.spawn({ how: 'resume' });
    if (chance() < 0.5) await next.ready();
    else assert(!(await next.ended()));
    old.process.kill('SIGCONT');
    assert(!(await next.ended()));
    assert(!(await old.ended()));
    // Woken up in time, its heart beats again before the other looks.
    if (next.last === 'owned') {
      await lives.ended(old);
      return;
    }
    await lives.ended(next);
    assert.match(old.last, /"status":"interrupted"|^storage$/, old.output);
    assert.match(old.output, /Another process has taken over this execution/);
    assert.deepEqual(
      readdirSync(lives.journalPath('')).filter((file) => file.startsWith('lock-')),
      ['lock-000002'],
    );
  } finally {
    old.process.kill('SIGKILL');
    lives.remove();
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('F8 a stopped owner (threat T18, invariants I3, I9, I14)', function () {
  for (const seed of seeds)
    it(`of seed ${seed}`, async function () {
      if (process.platform === 'win32') this.skip();
      await replayable('stop', seed, () => stopped(seed));
    }).timeout(90_000);
});
