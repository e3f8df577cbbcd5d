/**
 * Threat T19: times that pass while nobody owns the execution. What is left of a wait, or of a limit, is what the wall clock leaves of
 * it: never less than nothing, never more than it was.
 */
import assert from 'node:assert/strict';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import {
  approval,
  delay,
  end,
  fork,
  join,
  type Sketch,
  start,
  sub,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { ManualClock } from '../../support/engine/manualClock.ts';
import { Rig } from '../../support/engine/rig.ts';

const t = task();
const beganMs = 1_700_000_000_000;
/** The execution is cut off so long after its start. */
const cutMs = 1_000;
/** Each limit ends so long after the start. */
const limitMs = 10_000;

const seconds = limitMs / 1_000;
const timeout = { timeoutSeconds: seconds };

/** Each has one thing that ends at the limit, and something that never ends by itself. */
const limited: Readonly<Record<string, { readonly sketch: Sketch; readonly node: string; readonly then: string }>> = {
  'the time of the execution': {
    sketch: { nodes: { start, a: t, end }, edges: 'start>a>end', definition: { timeoutSeconds: seconds } },
    node: 'a',
    then: 'cancelled',
  },
  'the time of a fork': {
    sketch: {
      nodes: { start, f: fork(timeout), a: t, b: t, j: join(), end },
      edges: 'start>f>a>j>end f>b>j',
    },
    node: 'a',
    then: 'timed_out',
  },
  'the time of a join': {
    sketch: {
      nodes: { start, f: fork(), a: delay(0), b: t, j: join(timeout), end },
      edges: 'start>f>a>j>end f>b>j',
    },
    node: 'j',
    then: 'completed',
  },
  'the time of all attempts': {
    sketch: { nodes: { start, a: task({ totalTimeoutSeconds: seconds }), end }, edges: 'start>a>end' },
    node: 'a',
    then: 'timed_out',
  },
  'the time of an approval': {
    sketch: { nodes: { start, a: approval(timeout), end }, edges: 'start>a>end' },
    node: 'a',
    then: 'timed_out',
  },
  'the time of a subworkflow': {
    sketch: {
      nodes: { start, s: sub(), end },
      edges: 'start>s>end',
      subworkflows: {
        s: { nodes: { start, a: t, end }, edges: 'start>a>end', definition: { timeoutSeconds: seconds } },
      },
    },
    node: 's/a',
    then: 'cancelled',
  },
  'a delay': {
    sketch: { nodes: { start, a: delay(seconds), end }, edges: 'start>a>end' },
    node: 'a',
    then: 'completed',
  },
};

/** Cut off after a second, and gone on with when the wall clock shows this. */
async function resumed(built: ExecutableWorkflow, wallMs: number): Promise<Rig> {
  const rig = await Rig.start(built, { clock: new ManualClock(beganMs) });
  await rig.clock.advance(cutMs);
  const cut = await rig.journal.read('execution-1');
  assert(cut?.definition);
  const journal = memoryJournal();
  const writer = await journal.create(cut.definition);
  await writer.append(cut.events, true);
  await writer.close();
  const clock = new ManualClock(wallMs);
  const next = await Rig.resume(built, 'execution-1', { journal, clock, cutOff: 'restart' });
  await clock.advance(0);
  return next;
}

describe('threat T19: while nobody owns the execution', () => {
  for (const [name, { sketch, node, then }] of Object.entries(limited))
    describe(name, () => {
      const built = workflow(sketch);
      const isOver = (rig: Rig): boolean => rig.status(node) === then;

      it('goes on: what is left of it is left', async () => {
        const rig = await resumed(built, beganMs + 4_000);
        await rig.clock.advance(limitMs - 4_000 - 1);
        assert.equal(isOver(rig), false, String(rig.status(node)));
        await rig.clock.advance(1);
        assert.equal(isOver(rig), true, String(rig.status(node)));
      });

      it('ends: it is over at once', async () => {
        const rig = await resumed(built, beganMs + 24 * 3_600_000);
        assert.equal(isOver(rig), true, String(rig.status(node)));
      });

      it('lasts no longer than it was, however far the clock is set back', async () => {
        const rig = await resumed(built, 0);
        await rig.clock.advance(limitMs - 1_000 - 1);
        assert.equal(isOver(rig), false, String(rig.status(node)));
        await rig.clock.advance(1_001);
        assert.equal(isOver(rig), true, String(rig.status(node)));
      });
    });

  it('an attempt that starts again has its whole time', async () => {
    const built = workflow({ nodes: { start, a: task(timeout), end }, edges: 'start>a>end' });
    const rig = await resumed(built, beganMs + 24 * 3_600_000);
    const a = rig.next('a');
    await rig.clock.advance(limitMs - 1);
    assert.equal(a.isAborted, false);
    await rig.clock.advance(1);
    assert.equal(a.isAborted, true);
  });
});
