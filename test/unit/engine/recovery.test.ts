/** E4: executions cut between any two batches of their journal end as they would have; nothing that is completed runs again. */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import type { JournalStore } from '../../../src/engine/ports.ts';
import {
  agent,
  approval,
  choice,
  delay,
  each,
  end,
  everySecond,
  fork,
  inARow,
  join,
  plain,
  type Sketch,
  start,
  sub,
  task,
  terminate,
  workflow,
} from '../../support/engine/build.ts';
import { changedJournal } from '../../support/engine/changedJournal.ts';
import { acting, type Act, enact, statusLine } from '../../support/engine/enact.ts';
import { ManualClock } from '../../support/engine/manualClock.ts';
import { mocksOf } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';

const t = task();
const retried = task({ maxRetries: 2, retry: everySecond });
const broken = { after: 1, fail: { retryable: false } } as const;

interface Situation {
  readonly sketch: Sketch;
  readonly agents?: Readonly<Record<string, Act | readonly Act[]>>;
  readonly mocks?: NonNullable<Parameters<typeof enact>[1]>['mocks'];
}

/** Keeps what was written together apart. */
function batched(): { readonly store: JournalStore; readonly batches: readonly (readonly EngineEvent[])[] } {
  const batches: (readonly EngineEvent[])[] = [];
  const store = changedJournal((writer) => ({
    append: (events, durable) => {
      batches.push(events);
      return writer.append(events, durable);
    },
  }));
  return { store, batches };
}

const inner: Sketch = inARow({ one: retried, two: t });

/** What ends the same way however long its attempts take. */
const situations: Readonly<Record<string, Situation>> = {
  'retries, a delay and a gateway': {
    sketch: {
      nodes: { start, a: retried, d: delay(2), g: choice, b: t, no: t, end },
      edges: 'start>a>end start>d>g g>b?yes g>no= b>end no>end',
    },
    agents: {
      a: [
        { after: 1, fail: true },
        { after: 1, fail: true },
        { after: 1, output: 'A' },
      ],
      b: { after: 1, output: 'B' },
    },
  },
  'a failed branch that a join absorbs': {
    sketch: {
      nodes: { start, f: fork(), a: t, b: t, j: join({ mode: 'all_settled' }), z: t, end },
      edges: 'start>f>a>j f>b>j j>z>end',
    },
    agents: { a: broken, b: { after: 2, output: 'B' }, z: { after: 1, output: 'Z' } },
  },
  'a join that waits for the losers': {
    sketch: {
      nodes: { start, f: fork(), a: t, b: t, j: join({ mode: 'any', remaining: 'wait', merge: 'collect_all' }), end },
      edges: 'start>f>a>j f>b>j j>end',
    },
    agents: { a: { after: 1, output: 'A' }, b: { after: 9, output: 'B' } },
  },
  'a failure that is handled': {
    sketch: { nodes: { start, a: t, mend: t, end }, edges: 'start>a>end a>mend! mend>end' },
    agents: { a: broken, mend: { after: 1, output: 'M' } },
  },
  'a failure that fails the execution': {
    sketch: inARow({ a: t, b: t }),
    agents: { a: { after: 1, output: 'A' }, b: broken },
  },
  'a list with retries and a failed item': {
    sketch: {
      nodes: {
        start,
        x: each(['p', 'q', 'r'], {
          maxConcurrency: 2,
          errorHandling: { maxRetries: 1, retry: everySecond, onFailure: 'continue' },
        }),
        z: t,
        end,
      },
      edges: 'start>x>z>end',
    },
    agents: {
      'x[0]': [
        { after: 1, fail: true },
        { after: 1, output: 'P' },
      ],
      'x[1]': { after: 3, fail: true },
      'x[2]': { after: 2, output: 'R' },
      z: { after: 1 },
    },
  },
  'a list whose rest is ignored': {
    sketch: {
      nodes: {
        start,
        x: each(['p', 'q'], { mode: 'any', remaining: 'ignore', errorHandling: { maxRetries: 1, retry: everySecond } }),
        z: t,
        end,
      },
      edges: 'start>x>z>end',
    },
    agents: {
      'x[0]': { after: 1, output: 'P' },
      'x[1]': [
        { after: 30, fail: true },
        { after: 30, output: 'Q' },
      ],
      z: { after: 1, output: 'Z' },
    },
  },
  'a list whose rest is waited for': {
    sketch: inARow({ x: each(['p', 'q'], { mode: 'any', remaining: 'wait' }) }),
    agents: { 'x[0]': { after: 1, output: 'P' }, 'x[1]': { after: 30, output: 'Q' } },
  },
  'subworkflows in a subworkflow': {
    sketch: {
      nodes: { start, s: sub(), z: t, end },
      edges: 'start>s>z>end',
      subworkflows: {
        s: { nodes: { start, p: t, in: sub(), end }, edges: 'start>p>in>end', subworkflows: { in: inner } },
      },
    },
    agents: {
      's/p': { after: 1 },
      's/in/one': [{ after: 1, fail: true }, { after: 1 }],
      's/in/two': { after: 1, output: 'T' },
      z: { after: 1, output: 'Z' },
    },
  },
  'a subworkflow that fails': {
    sketch: {
      nodes: { start, s: sub(), mend: t, end },
      edges: 'start>s>end s>mend! mend>end',
      subworkflows: { s: inner },
    },
    agents: { 's/one': { after: 1 }, 's/two': broken, mend: { after: 1, output: 'M' } },
  },
  'an end that terminates': {
    sketch: { nodes: { start, a: t, b: t, stop: terminate, end }, edges: 'start>a>stop start>b>end' },
    agents: { a: { after: 1, output: 'A' }, b: { after: 500 } },
  },
  'an approval': {
    sketch: inARow({ review: approval(), a: t }),
    mocks: { review: { approve: true, delay_seconds: 2, comment: 'Fine.' } },
    agents: { a: { after: 1, output: 'A' } },
  },
  'times of attempts, of a region and of a list': {
    sketch: {
      nodes: {
        start,
        f: fork({ timeoutSeconds: 20 }),
        a: task({ timeoutSeconds: 2 }),
        b: t,
        x: each([1], { errorHandling: { totalTimeoutSeconds: 3 } }),
        j: join({ mode: 'all_settled' }),
        end,
      },
      edges: 'start>f>a>j f>b>j f>x>j j>end',
    },
    agents: { a: { after: 900 }, b: { after: 900 }, x: { after: 900 } },
  },
  'times of all attempts together': {
    sketch: {
      nodes: {
        start,
        a: task({ totalTimeoutSeconds: 5, maxRetries: 9, retry: everySecond }),
        x: each([1], { errorHandling: { totalTimeoutSeconds: 5 } }),
        end,
      },
      edges: 'start>a a>end* start>x x>end*',
    },
    agents: { a: [{ after: 1, fail: true }, { after: 900 }], x: { after: 900 } },
  },
  'the time of the execution': {
    sketch: { nodes: { start, a: t, b: t, end }, edges: 'start>a>b>end', definition: { timeoutSeconds: 60 } },
    agents: { a: { after: 1 }, b: { after: 900 } },
  },
};

describe('E4 executions cut between two batches', () => {
  for (const [name, { sketch, agents = {}, mocks }] of Object.entries(situations))
    it(name, async () => {
      const executable = workflow(sketch);
      const { store, batches } = batched();
      const whole = await enact(executable, { agents, journal: store, ...(mocks && { mocks }) });
      const stored = await store.read('execution-1');
      assert(stored?.definition);
      assert(batches.length >= 2);
      for (let kept = 1; kept < batches.length; kept++) {
        const events = batches.slice(0, kept).flat();
        if (events.at(-1)?.seq === stored.events.at(-1)?.seq) continue;
        const journal = memoryJournal();
        const writer = await journal.create(stored.definition);
        await writer.append(events, true);
        await writer.close();
        const clock = new ManualClock(events.at(-1)?.time_ms ?? 0);
        const rig = await Rig.resume(executable, 'execution-1', {
          journal,
          clock,
          runners: acting(agents, clock),
          ...(mocks && { mocks: mocksOf({ nodes: { ...mocks } }) }),
        });
        await rig.clock.advance(3_600_000);
        const snapshot = await rig.finished();
        const where = `cut after batch ${kept} of ${batches.length}`;
        assert.equal(statusLine(snapshot), whole.nodes, where);
        assert.deepEqual([snapshot.status, plain(snapshot.output)], [whole.status, whole.output], where);
        const done = new Set(events.flatMap((event) => (event.type === 'attemptSucceeded' ? [nameOf(event)] : [])));
        const again = rig.events.flatMap((event) =>
          event.type === 'attemptStarted' && done.has(nameOf(event)) ? [nameOf(event)] : [],
        );
        assert.deepEqual(again, [], where);
      }
    });

  it('also between two events of a batch, whatever kept only a part of it: to the same end, nothing twice', async () => {
    for (const [name, { sketch, agents = {}, mocks }] of Object.entries(situations)) {
      const executable = workflow(sketch);
      const journal = memoryJournal();
      const whole = await enact(executable, { agents, journal, ...(mocks && { mocks }) });
      const stored = await journal.read('execution-1');
      assert(stored?.definition);
      for (let kept = 1; kept < stored.events.length; kept++) {
        const events: readonly EngineEvent[] = stored.events.slice(0, kept);
        const cut = memoryJournal();
        const writer = await cut.create(stored.definition);
        await writer.append(events, true);
        await writer.close();
        const clock = new ManualClock(events.at(-1)?.time_ms ?? 0);
        const rig = await Rig.resume(executable, 'execution-1', {
          journal: cut,
          clock,
          runners: acting(agents, clock),
          ...(mocks && { mocks: mocksOf({ nodes: { ...mocks } }) }),
        });
        await rig.clock.advance(3_600_000);
        const where: string = `${name}, cut after event ${kept} of ${stored.events.length} (${events.at(-1)?.type})`;
        const snapshot = await rig.finished();
        assert.deepEqual([snapshot.status, plain(snapshot.output)], [whole.status, whole.output], where);
        const done = new Set(events.flatMap((event) => (event.type === 'attemptSucceeded' ? [nameOf(event)] : [])));
        const again = rig.events.flatMap((event) =>
          event.type === 'attemptStarted' && done.has(nameOf(event)) ? [nameOf(event)] : [],
        );
        assert.deepEqual(again, [], where);
      }
    }
  });

  it('keep why they were being cancelled', async () => {
    const executable = workflow({ nodes: { start, a: t, b: t, end }, edges: 'start>a>end start>b>end' });
    const first = await Rig.start(executable);
    await first.ask({ type: 'cancel' });
    await first.next('a').fail();
    await first.next('b').fail();
    assert.equal((await first.finished()).status, 'cancelled');
    const stored = await first.journal.read('execution-1');
    assert(stored?.definition);
    const cancels = stored.events.findIndex(({ type }) => type === 'nodeCancelled');
    assert(cancels > 0 && stored.events.at(-1)?.type === 'executionCancelled');
    for (let kept = cancels + 1; kept < stored.events.length; kept++) {
      const journal = memoryJournal();
      const writer = await journal.create(stored.definition);
      await writer.append(stored.events.slice(0, kept), true);
      await writer.close();
      const rig = await Rig.resume(executable, 'execution-1', { journal });
      const { status, nodes } = await rig.finished();
      assert.deepEqual(
        [status, nodes['a']?.status, nodes['b']?.status, rig.started],
        ['cancelled', 'cancelled', 'cancelled', ''],
      );
    }
  });

  it('take an attempt that was cut off for the same attempt: it is none of its retries', async () => {
    const executable = workflow({
      nodes: { start, a: task({}), x: each([1]), end },
      edges: 'start>a>end start>x>end',
      agents: [agent('worker')],
    });
    const first = await Rig.start(executable);
    const stored = await first.journal.read('execution-1');
    assert(stored?.definition);
    const journal = memoryJournal();
    const writer = await journal.create(stored.definition);
    await writer.append(stored.events, true);
    await writer.close();
    const rig = await Rig.resume(executable, 'execution-1', { journal });
    await rig.clock.advance(0);
    const [a, x] = [rig.next('a').request, rig.next('x[0]').request];
    assert.deepEqual(
      [a.attempt, a.idempotencyKey, x.attempt, x.idempotencyKey],
      [1, 'execution-1/a', 1, 'execution-1/x/0'],
    );
    assert.equal(rig.execution.nodeSnapshot('a')?.attempt_log[0]?.error?.kind, 'interrupted');
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });
});

function nameOf({ node_id: id, item }: { readonly node_id: string; readonly item?: number }): string {
  return item === undefined ? id : `${id}[${item}]`;
}
