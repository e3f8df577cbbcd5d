/** R4: executions that repeat another. What they take over: takeOver.test.ts. */
import assert from 'node:assert/strict';
import { applyEvent } from '../../../src/engine/fold.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import { compileProgram } from '../../../src/engine/program.ts';
import { ExecutionState } from '../../../src/engine/state.ts';
import { takeOver } from '../../../src/engine/takeOver.ts';
import {
  approval,
  choice,
  each,
  end,
  fork,
  inARow,
  join,
  plain,
  type Sketch,
  start,
  sub,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { enact, type EnactOptions, type Enacted } from '../../support/engine/enact.ts';
import { Rig } from '../../support/engine/rig.ts';

const t = task();
const broken = { fail: { retryable: false } } as const;

/** Plays it, then repeats it: a retry, or a re-run from a node. */
async function repeated(sketch: Sketch, first: EnactOptions, second: EnactOptions, from?: string): Promise<Enacted> {
  const executable = workflow(sketch);
  const { events } = await enact(executable, first);
  const taken = takeOver(executable, events, from);
  assert(taken.ok, taken.ok ? '' : taken.error.message);
  return enact(executable, {
    ...second,
    executionId: 'execution-2',
    repeats: { id: 'execution-1', takenOver: taken.value },
  });
}

/** The nodes that ran again. */
const ran = ({ events }: Enacted): string =>
  events
    .flatMap((event) =>
      event.type === 'attemptStarted' ? [`${event.node_id}${event.item === undefined ? '' : `[${event.item}]`}`] : [],
    )
    .join(' ');
/** The nodes whose results come from the execution before. */
const taken = ({ snapshot }: Enacted): string =>
  Object.entries(snapshot.nodes)
    .flatMap(([id, { taken_over: isTaken }]) => (isTaken === true ? [id] : []))
    .join(' ');

const diamond: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, j: join(), last: t, end },
  edges: 'start>f>a>j f>b>j>last>end',
};

describe('R4 retry', () => {
  it('is a new execution that takes over what is completed, and starts at what failed', async () => {
    const played = await repeated(
      diamond,
      { agents: { a: { output: 'A' }, b: { after: 1, ...broken } } },
      { agents: { b: { after: 2, output: 'B' }, last: { output: 'L' } } },
    );
    assert.deepEqual(
      [played.status, played.output, ran(played), taken(played)],
      ['completed', 'L', 'b last', 'start f a'],
    );
    assert.deepEqual(
      [played.snapshot.id, played.snapshot.retry_of, played.snapshot.progress],
      ['execution-2', 'execution-1', 100],
    );
    assert.deepEqual([played.node('a').output, played.node('a').attempts, played.node('a').ended_ms], ['A', 0, 0]);
    assert.deepEqual(played.node('j').output, { a: 'A', b: 'B' });
    const over = played.events.flatMap((event) =>
      event.type === 'nodeCompleted' && event.taken_over === true ? [event.node_id] : [],
    );
    assert.deepEqual(over, ['start', 'f', 'a']);
    const begun = played.events[0];
    assert(begun?.type === 'executionStarted');
    assert.deepEqual([begun.retry_of, Object.keys(begun.taken_over ?? {})], ['execution-1', ['start', 'f', 'a']]);
  });

  it('starts what was cancelled, and what was never reached', async () => {
    const played = await repeated(diamond, { agents: { a: broken, b: { after: 5 } } }, {});
    assert.deepEqual([played.status, ran(played)], ['completed', 'a b last']);
    const cancelled = await repeated(diamond, { agents: { last: { after: 5 } }, asked: [[1, { type: 'cancel' }]] }, {});
    assert.deepEqual([cancelled.status, ran(cancelled), taken(cancelled)], ['completed', 'last', 'start f a b j']);
  });

  it('hands on what was taken over, to joins, inputs and expressions', async () => {
    const rig = await Rig.start(workflow(inARow({ a: t, b: t })), {
      inputs: { n: 1 },
      repeats: { id: 'x', takenOver: { start: { output: { n: 1 } }, a: { output: { rows: [1] } } } },
    });
    const { request } = rig.next('b');
    assert.deepEqual(
      [plain(request.input), plain(request.nodes)],
      [{ rows: [1] }, { start: { n: 1 }, a: { rows: [1] } }],
    );
    assert.equal(request.idempotencyKey, 'execution-1/b');
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });

  it('keeps edges that were not taken, and gateways’ choices', async () => {
    const sketch: Sketch = {
      nodes: { start, g: choice, a: t, b: t, c: t, d: t, end },
      edges: 'start>g g>a?no g>b= a>end b>c?yes b>d?no c>end d>end',
    };
    const played = await repeated(sketch, { agents: { c: broken } }, {});
    assert.equal(played.nodes, 'start=completed g=completed a=skipped b=completed c=completed d=skipped end=completed');
    assert.deepEqual([ran(played), taken(played)], ['c', 'start g b']);
  });

  it('takes over a join with its record, and cancels what lay only on the way to it', async () => {
    const sketch: Sketch = {
      nodes: { start, f: fork(), a: t, b: t, j: join({ mode: 'any' }), last: t, end },
      edges: 'start>f>a>j f>b>j>last>end',
    };
    const played = await repeated(
      sketch,
      { agents: { a: { after: 1, output: 'A' }, b: { after: 9 }, last: broken } },
      {},
    );
    assert.deepEqual([played.status, ran(played), taken(played)], ['completed', 'last', 'start f a j']);
    assert.deepEqual(
      [played.node('b').status, played.node('j').join?.winner, played.node('j').output],
      ['cancelled', 'a', { a: 'A' }],
    );
    const reasons = played.events.flatMap((event) =>
      event.type === 'nodeCancelled' ? [`${event.node_id} ${event.reason}`] : [],
    );
    assert.deepEqual(reasons, ['b join']);
  });

  it('gives a join that did not fire the branches that were completed', async () => {
    const sketch: Sketch = {
      nodes: { start, f: fork(), a: t, b: t, c: t, j: join({ mode: 'n_of_m', count: 2 }), end },
      edges: 'start>f>a>j f>b>j f>c>j j>end',
    };
    const played = await repeated(
      sketch,
      { agents: { a: { output: 'A' }, b: broken, c: { after: 1, ...broken } } },
      { agents: { b: { after: 1, output: 'B' }, c: { after: 2 } } },
    );
    assert.deepEqual([ran(played), played.output, played.node('c').status], ['b c', { a: 'A', b: 'B' }, 'cancelled']);
  });

  it('runs a for_each that did not complete again as a whole', async () => {
    const sketch: Sketch = inARow({ x: each([0, 1]) });
    const played = await repeated(
      sketch,
      { agents: { 'x[1]': { after: 1, ...broken } } },
      { agents: { x: { output: 1 } } },
    );
    assert.deepEqual([ran(played), played.output], ['x[0] x[1]', [1, 1]]);
    const later = await repeated(inARow({ x: each([0, 1]), z: t }), { agents: { x: { output: 'X' }, z: broken } }, {});
    assert.deepEqual([ran(later), later.node('x').output], ['z', ['X', 'X']]);
  });

  it('asks for an approval that was rejected again; one that was given stands', async () => {
    const sketch: Sketch = inARow({ review: approval(), a: t });
    const again = await repeated(
      sketch,
      { mocks: { review: { approve: false } } },
      { mocks: { review: { approve: true, delay_seconds: 1 } } },
    );
    assert.deepEqual([again.status, again.node('review').ended_ms], ['completed', 1000]);
    const given = await repeated(sketch, { mocks: { review: { approve: true } }, agents: { a: broken } }, {});
    assert.deepEqual([given.status, given.node('review').taken_over, ran(given)], ['completed', true, 'a']);
    assert.equal(
      given.events.some(({ type }) => type === 'approvalRequested'),
      false,
    );
  });

  it('goes on inside a subworkflow that did not complete, when it is reached', async () => {
    const inner: Sketch = inARow({ one: t, two: t });
    const sketch: Sketch = {
      nodes: { start, p: t, s: sub(), end },
      edges: 'start>p>s>end',
      subworkflows: { s: inner },
    };
    const played = await repeated(
      sketch,
      { agents: { 's/one': { output: 1 }, 's/two': broken } },
      { agents: { 's/two': { output: 2 } } },
    );
    assert.deepEqual([ran(played), played.output, taken(played)], ['s/two', 2, 'start p s/start s/one']);
    assert.equal(played.node('s').taken_over, undefined);
    const whole = await repeated(
      { ...sketch, nodes: { start, p: t, s: sub(), z: t, end }, edges: 'start>p>s>z>end' },
      { agents: { z: broken, 's/two': { output: 2 } } },
      { agents: { z: { output: 'Z' } } },
    );
    assert.deepEqual(
      [ran(whole), whole.output, whole.node('s').output, whole.node('s/one').status],
      ['z', 'Z', 2, 'completed'],
    );
  });

  it('starts the time of a region and of the execution anew', async () => {
    const sketch: Sketch = {
      nodes: { start, f: fork({ timeoutSeconds: 3 }), a: t, b: t, j: join({ mode: 'all_settled' }), end },
      edges: 'start>f>a>j f>b>j j>end',
      definition: { timeoutSeconds: 10 },
    };
    const first = { agents: { a: { after: 1 }, b: { after: 2 } }, asked: [[1.5, { type: 'cancel' }]] } as const;
    const played = await repeated(sketch, first, { agents: { b: { after: 9 } } });
    assert.deepEqual(
      [played.node('b').status, played.node('b').ended_ms, played.status],
      ['timed_out', 3000, 'completed'],
    );
  });

  it('a retry of a retry takes over what both did', async () => {
    const chain: Sketch = inARow({ a: t, b: t, c: t });
    const executable = workflow(chain);
    const first = await enact(executable, { agents: { a: { output: 'A' }, b: broken } });
    const one = takeOver(executable, first.events);
    assert(one.ok);
    const second = await enact(executable, {
      agents: { b: { output: 'B' }, c: broken },
      repeats: { id: 'first', takenOver: one.value },
    });
    const two = takeOver(executable, second.events);
    assert(two.ok);
    assert.deepEqual(plain(two.value), {
      start: { output: {} },
      a: { output: 'A' },
      b: { output: 'B' },
    });
  });
});

describe('R4 re-run from a node', () => {
  const agents = { a: { output: 'A' }, b: { output: 'B' }, last: { output: 'L' } } as const;

  it('takes over everything that is not that node or downstream of it', async () => {
    const played = await repeated(diamond, { agents }, { agents: { ...agents, a: { output: 'A2' } } }, 'a');
    assert.deepEqual(
      [ran(played), taken(played), played.node('j').output],
      ['a last', 'start f b', { a: 'A2', b: 'B' }],
    );
    const last = await repeated(diamond, { agents }, { agents }, 'last');
    assert.deepEqual([ran(last), taken(last)], ['last', 'start f a b j']);
    const whole = await repeated(diamond, { agents }, { agents }, 'start');
    assert.deepEqual([ran(whole), taken(whole)], ['a b last', '']);
  });

  it('from a join does it again with the branches that it had', async () => {
    const played = await repeated(diamond, { agents }, { agents }, 'j');
    assert.deepEqual(
      [ran(played), taken(played), played.node('j').output],
      ['last', 'start f a b', { a: 'A', b: 'B' }],
    );
  });
});

describe('E4 a repeated execution after a crash', () => {
  it('goes on from any cut to the same end, and runs nothing again that is completed', async () => {
    const executable = workflow(diamond);
    const first = await enact(executable, { agents: { a: { output: 'A' }, last: broken } });
    const over = takeOver(executable, first.events);
    assert(over.ok);
    const whole = await enact(executable, {
      agents: { last: { output: 'L' } },
      repeats: { id: 'first', takenOver: over.value },
    });
    const stored = await whole.rig.journal.read('execution-1');
    assert(stored?.definition);
    for (let length = 1; length < stored.events.length - 1; length++) {
      const journal = memoryJournal();
      const writer = await journal.create(stored.definition);
      await writer.append(stored.events.slice(0, length), true);
      await writer.close();
      const rig = await Rig.resume(executable, 'execution-1', { journal });
      await rig.clock.advance(1000);
      const hadRun = stored.events.slice(0, length).some(({ type }) => type === 'attemptSucceeded');
      if (!hadRun) await rig.next('last').succeed('L');
      const { status, output } = await rig.finished();
      assert.deepEqual(
        [status, plain(output), rig.started],
        ['completed', 'L', hadRun ? '' : 'last'],
        `cut after ${length}`,
      );
    }
  });

  it('is refused where the journal says that something was taken over that was not', () => {
    const state = new ExecutionState(compileProgram(workflow(diamond)));
    applyEvent(state, {
      type: 'executionStarted',
      seq: 1,
      time_ms: 0,
      execution_id: 'x',
      workflow: 'test',
      inputs: {},
      seed: 1,
    });
    assert.throws(() => {
      applyEvent(state, { type: 'nodeCompleted', seq: 2, time_ms: 0, node_id: 'start', taken_over: true });
    }, /^Error: Nothing of "start" was taken over$/);
  });
});
