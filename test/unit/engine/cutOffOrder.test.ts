import assert from 'node:assert/strict';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import { each, end, start, task, workflow } from '../../support/engine/build.ts';
import { Rig } from '../../support/engine/rig.ts';

const t = task();

describe('R5 an attempt that was cut off', () => {
  const cases = {
    'of a node': workflow({
      nodes: { start, a: t, b: t, c: t, d: t, end },
      edges: 'start>a>end start>b>end start>c>end start>d>end',
      definition: { maxConcurrency: 2 },
    }),
    'of an item': workflow({
      nodes: { start, n: each([1, 2, 3, 4], { maxConcurrency: 2 }), end },
      edges: 'start>n>end',
    }),
  };
  for (const [name, built] of Object.entries(cases))
    it(`${name} becomes ready again, and starts behind what was ready before`, async () => {
      const first = await Rig.start(built);
      const begun = first.started.split(' ');
      const cut = await first.journal.read('execution-1');
      assert(cut?.definition);
      const journal = memoryJournal();
      const writer = await journal.create(cut.definition);
      await writer.append(cut.events, true);
      await writer.close();
      const rig = await Rig.resume(built, 'execution-1', { journal, cutOff: 'restart' });
      await rig.clock.advance(0);
      const waited = rig.started.split(' ');
      assert.deepEqual([begun.length, waited.length, new Set([...begun, ...waited]).size], [2, 2, 4]);
      for (const one of waited) await rig.next(one).succeed();
      await rig.clock.advance(0);
      assert.equal(rig.started, [...waited, ...begun].join(' '));
      for (const one of begun) await rig.next(one).succeed();
      assert.equal((await rig.finished()).status, 'completed');
    });
});
