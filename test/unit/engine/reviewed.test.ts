/** What is easily got wrong where two rules meet. */
import assert from 'node:assert/strict';
import { checkOutput } from '../../../src/engine/output.ts';
import { Secrets } from '../../../src/engine/secrets.ts';
import type { JournalStore } from '../../../src/engine/ports.ts';
import { end, fork, inARow, join, plain, start, task, workflow } from '../../support/engine/build.ts';
import { changedJournal } from '../../support/engine/changedJournal.ts';
import { turn } from '../../support/engine/manualClock.ts';
import { play } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';

/** A journal whose next append waits until it is let go. */
function slowJournal(): { readonly journal: JournalStore; readonly release: () => void; readonly hold: () => void } {
  let gate: Promise<void> = Promise.resolve();
  let open = (): void => undefined;
  return {
    hold: () => {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    release: () => {
      open();
    },
    journal: changedJournal((writer) => ({
      append: async (events, durable) => {
        await gate;
        await writer.append(events, durable);
      },
    })),
  };
}

describe('F5 and threat T17: storage that takes its time', () => {
  it('takes none of an attempt’s', async () => {
    const { journal, hold, release } = slowJournal();
    const chain = workflow(inARow({ a: task({ timeoutSeconds: 2 }), b: task({ timeoutSeconds: 2 }) }));
    const rig = await Rig.start(chain, { journal });
    hold();
    await rig.next('a').succeed();
    await rig.clock.advance(10_000);
    release();
    await turn();
    await rig.clock.advance(1_000);
    const b = await rig.upcoming('b');
    assert.equal(b.isAborted, false);
    await rig.clock.advance(2_500);
    assert.equal(b.isAborted, true, 'its own time still counts');
  });
});

describe('E3 secrets as keys (threat T15)', () => {
  it('come back from the journal as they were, two of them apart', () => {
    const secrets = new Secrets([], { inputs: {}, secrets: { A: 'alpha', B: 'beta' } });
    const value = { alpha: 1, beta: [{ 'x-alpha': 'beta' }], plain: 2, inner: { $secret_entries: 'own' } };
    const sealed = secrets.seal(value);
    assert.doesNotMatch(JSON.stringify(sealed), /alpha|beta/);
    assert.deepEqual(plain(secrets.unseal(plain(sealed))), value);
  });
});

describe('D4 a delay until a date, simulated', () => {
  const until = { kind: 'literal', value: '2020-01-01T00:00:00Z' } as const;
  const sketch = inARow({ d: (id: string) => ({ ...start(id), kind: 'delay' as const, until }) });

  it('is over at once where that has passed when it begins', async () => {
    const { snapshot } = await play(sketch, {}, { dateMs: Date.UTC(2026, 0, 1) });
    assert.deepEqual([snapshot.status, snapshot.duration_ms], ['completed', 0]);
  });

  it('lasts from the date at which it begins', async () => {
    const { snapshot } = await play(sketch, {}, { dateMs: Date.UTC(2019, 11, 31, 23) });
    assert.equal(snapshot.duration_ms, 3_600_000);
  });
});

describe('R6 how large an output is', () => {
  it('counts bytes, not characters', () => {
    assert.equal(checkOutput('工'.repeat(30), 95).ok, true);
    assert.equal(checkOutput('工'.repeat(40), 95).ok, false);
  });
});

describe('D1 the outputs that an agent sees', () => {
  it('are those of nodes upstream of it, whatever else has settled', async () => {
    const t = task();
    const nodes = { start, f: fork(), a: t, b: t, c: t, j: join(), end };
    const rig = await Rig.start(workflow({ nodes, edges: 'start>f>a>j f>b>c>j j>end' }));
    await rig.next('a').succeed('A');
    await rig.next('b').succeed('B');
    assert.deepEqual(Object.keys(rig.next('c').request.nodes), ['start', 'f', 'b']);
  });
});
