/** The effect loop: journals, listeners and agents that do not do what they should. */
import assert from 'node:assert/strict';
import { createEngine } from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import type { JournalStore } from '../../../src/engine/ports.ts';
import { end, inARow, type Sketch, start, task, workflow } from '../../support/engine/build.ts';
import { changedJournal } from '../../support/engine/changedJournal.ts';
import { ManualClock, turn } from '../../support/engine/manualClock.ts';
import { Rig, statusesOf } from '../../support/engine/rig.ts';

const t = task();
const chain: Sketch = inARow({ a: t, b: t });

/** Takes so many batches, then fails. */
const failingAfter = (batches: number): JournalStore =>
  changedJournal((writer) => ({
    append: (events, durable) =>
      batches-- > 0 ? writer.append(events, durable) : Promise.reject(new Error('The disk is gone')),
  }));

describe('E2 journals that cannot be written', () => {
  const started = (journal: JournalStore): ReturnType<ReturnType<typeof createEngine>['start']> =>
    createEngine(new Rig({ journal }).ports()).start({ workflow: workflow(chain), file: null, inputs: {} });

  it('refuse the start, when they cannot be made, and when the first event cannot be written', async () => {
    const none: JournalStore = { ...memoryJournal(), create: () => Promise.reject(new Error('No folder')) };
    assert.deepEqual(await started(none), { ok: false, error: { code: 'storage', message: 'No folder' } });
    assert.deepEqual(await started(failingAfter(0)), {
      ok: false,
      error: { code: 'storage', message: 'The disk is gone' },
    });
  });

  it('stop the execution as `interrupted`: what runs is aborted, nothing more starts, nobody sees what is not written', async () => {
    const rig = await Rig.start(workflow(chain), { journal: failingAfter(1) });
    const a = rig.next('a');
    const seen = rig.events.length;
    await a.succeed('A');
    const snapshot = await rig.finished();
    assert.deepEqual([snapshot.status, snapshot.error?.message.endsWith('The disk is gone')], ['interrupted', true]);
    assert.deepEqual([statusesOf(snapshot)['a'], rig.started, rig.events.length], ['running', 'a', seen]);
    assert.deepEqual(rig.logs, ['error: The journal of execution execution-1 cannot be written: The disk is gone']);
    const beside = await Rig.start(workflow({ nodes: { start, a: t, b: t, end }, edges: 'start>a>end start>b>end' }), {
      journal: failingAfter(1),
    });
    const b = beside.next('b');
    await beside.next('a').succeed();
    assert.equal(b.isAborted, true);
    await b.fail();
    assert.equal((await beside.finished()).status, 'interrupted');
  });

  it('end all the same when they cannot be closed', async () => {
    const journal = changedJournal(() => ({ close: () => Promise.reject(new Error('Busy')) }));
    const rig = await Rig.start(workflow({ nodes: { start, end }, edges: 'start>end' }), { journal });
    assert.equal((await rig.finished()).status, 'completed');
    assert.deepEqual(rig.logs, ['error: The journal of execution execution-1 was not closed: Error: Busy']);
    const broken = changedJournal(() => ({
      append: () => Promise.reject(new Error('No')),
      close: () => Promise.reject(new Error('Busy')),
    }));
    assert.equal((await started(broken)).ok, false);
  });
});

describe('E1 listeners', () => {
  it('that throw are logged, and keep nothing from going on', async () => {
    const rig = new Rig();
    const first = await createEngine(rig.ports()).start({
      workflow: workflow(chain),
      file: null,
      inputs: {},
      listener: ({ type }) => {
        if (type === 'nodeReady') throw new Error('Oops');
      },
    });
    assert(first.ok);
    first.value.onEvent(({ type }) => {
      if (type === 'attemptSucceeded') throw new Error('Again');
    });
    await turn();
    await rig.next('a').succeed();
    await rig.next('b').succeed();
    assert.equal((await first.value.finished).status, 'completed');
    assert.deepEqual(rig.logs, [
      'error: The listener of execution execution-1 failed: Error: Oops',
      'error: A listener of execution execution-1 failed: Error: Again',
      'error: The listener of execution execution-1 failed: Error: Oops',
      'error: A listener of execution execution-1 failed: Error: Again',
    ]);
  });

  it('of single events hear each in order after they asked; others once for a batch', async () => {
    const rig = await Rig.start(workflow(chain));
    const heard: EngineEvent[] = [];
    let changes = 0;
    rig.execution.onEvent((event) => heard.push(event));
    const watching = rig.execution.onDidChange(() => changes++);
    await rig.next('a').succeed();
    assert.deepEqual(
      heard.map(({ type }) => type),
      ['attemptSucceeded', 'nodeCompleted', 'nodeReady', 'attemptStarted'],
    );
    assert.equal(changes, 1);
    watching.dispose();
    await rig.next('b').succeed();
    await rig.finished();
    assert.equal(changes, 1);
    assert.deepEqual(heard, rig.events.slice(-heard.length));
  });

  it('are shown nothing of a node that there is not', async () => {
    const rig = await Rig.start(workflow(chain));
    assert.equal(rig.execution.nodeSnapshot('nobody'), undefined);
    assert.equal(rig.execution.nodeSnapshot('A')?.status, 'running');
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });
});

describe('F1 runners that cannot be had', () => {
  it('fail their nodes with `internal`', async () => {
    const rig = await Rig.start(workflow(inARow({ a: t })), {
      runners: () => Promise.reject(new Error('Not loaded')),
    });
    const { nodes } = await rig.finished();
    assert.deepEqual(
      [nodes['a']?.error?.kind, nodes['a']?.error?.message],
      ['internal', 'The agent stopped with an unexpected error: Not loaded'],
    );
  });

  it('that throw at once do too', async () => {
    const rig = await Rig.start(workflow(inARow({ a: t })), {
      runners: () =>
        Promise.resolve({
          run: () => {
            throw new Error('At once');
          },
        }),
    });
    assert.match((await rig.finished()).nodes['a']?.error?.message ?? '', /At once$/);
  });
});

describe('E1 what agents say', () => {
  const one: Sketch = inARow({ a: t });
  const said = ({ events }: Rig): readonly string[] =>
    events.flatMap((event) =>
      event.type === 'agentLogged'
        ? [`${event.level}: ${event.message}`]
        : event.type === 'agentProgressed'
          ? [`${event.fraction ?? '-'} ${event.message ?? '-'}`]
          : [],
    );

  it('is in their node’s events, one line for each, without control characters', async () => {
    const rig = await Rig.start(workflow(one));
    const a = rig.next('a');
    a.request.log('info', 'two\nlines\u001b[31m');
    a.request.log('error', 'bad');
    await a.succeed();
    await rig.finished();
    assert.deepEqual(said(rig), ['info: two lines [31m', 'error: bad']);
  });

  it('is at most 100 lines in a second; how many were left out is said', async () => {
    const rig = await Rig.start(workflow(one));
    const a = rig.next('a');
    for (let line = 1; line <= 103; line++) a.request.log('info', String(line));
    await rig.clock.advance(0);
    assert.deepEqual([said(rig).length, said(rig).at(-1)], [100, 'info: 100']);
    await rig.clock.advance(1000);
    a.request.log('info', 'next second');
    for (let line = 1; line <= 101; line++) a.request.log('info', String(line));
    await a.succeed();
    await rig.finished();
    const left = (count: number): string => `warning: ${count} log lines were left out: more than 100 in a second`;
    assert.deepEqual([said(rig)[100], said(rig)[101], said(rig).at(-1)], [left(3), 'info: next second', left(2)]);
  });

  it('of progress is told ten times a second, and when it is done, between 0 and 1', async () => {
    const rig = await Rig.start(workflow(one));
    const a = rig.next('a');
    a.request.progress('begun');
    a.request.progress('too soon', 0.1);
    await rig.clock.advance(100);
    a.request.progress('half', 0.5);
    a.request.progress('done', 1);
    for (const fraction of [-1, 2, Number.NaN]) {
      await rig.clock.advance(100);
      a.request.progress('', fraction);
    }
    await a.succeed();
    await rig.finished();
    assert.deepEqual(said(rig), ['- begun', '0.5 half', '1 done', '0 -', '1 -', '- -']);
  });

  it('is dropped when the attempt has ended', async () => {
    const rig = await Rig.start(workflow(inARow({ a: t, b: t })));
    const a = rig.next('a');
    await a.succeed();
    a.request.log('info', 'late');
    await rig.clock.advance(0);
    assert.deepEqual(said(rig), []);
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });
});

describe('E4 executions that cannot be resumed', () => {
  const stored = async (cut: (events: readonly EngineEvent[]) => readonly EngineEvent[]): Promise<JournalStore> => {
    const whole = await Rig.start(workflow({ nodes: { start, end }, edges: 'start>end' }));
    await whole.finished();
    const execution = await whole.journal.read('execution-1');
    assert(execution?.definition);
    const journal = memoryJournal();
    const writer = await journal.create(execution.definition);
    await writer.append(cut(execution.events), true);
    await writer.close();
    return journal;
  };
  const resumed = async (journal: JournalStore, sketch: Sketch): Promise<string> => {
    const opened = await journal.open('execution-1');
    assert(opened.kind === 'opened');
    const answer = await createEngine(new Rig({ journal }).ports()).resume({ workflow: workflow(sketch), ...opened });
    // Whatever it says, the lock is given up or the execution runs.
    return answer.ok
      ? 'resumed'
      : `${answer.error.code}: ${answer.error.message} (${(await journal.open('execution-1')).kind})`;
  };
  const same: Sketch = { nodes: { start, end }, edges: 'start>end' };

  it('have ended, or are of another workflow', async () => {
    assert.equal(await resumed(await stored((events) => events), same), 'ended: The execution has ended. (opened)');
    assert.match(
      await resumed(await stored((events) => events.slice(0, 3)), { nodes: { start, z: t }, edges: 'start>z' }),
      /^unreadable: .*"end".* \(opened\)$/,
    );
    assert.match(
      await resumed(await stored((events) => [...events.slice(0, 2), ...events.slice(0, 2)]), same),
      /^unreadable: Event 1 cannot follow event 2 /,
    );
  });

  it('but those with no event at all start', async () => {
    assert.equal(await resumed(await stored(() => []), same), 'resumed');
  });
});

describe('threat T19: an engine that is busy', () => {
  it('lets others have the thread between batches that take long', async () => {
    class SlowClock extends ManualClock {
      slow = false;
      override monotonicMs(): number {
        return super.monotonicMs() + (this.slow ? (this.#calls += 30) : 0);
      }
      #calls = 0;
      rests = 0;
      override schedule(delayMs: number, callback: () => void): { dispose(): void } {
        if (delayMs === 0) this.rests++;
        return super.schedule(delayMs, callback);
      }
    }
    const clock = new SlowClock();
    const rig = await Rig.start(workflow(chain), { clock });
    assert.equal(clock.rests, 0);
    clock.slow = true;
    await rig.next('a').succeed();
    await clock.advance(0);
    assert.equal(clock.rests, 1);
    await rig.next('b').succeed();
    await clock.advance(0);
    assert.equal((await rig.finished()).status, 'completed');
  });
});
