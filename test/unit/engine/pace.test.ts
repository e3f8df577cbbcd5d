/** The engine gives up the thread: an extension host has others to serve. */
import assert from 'node:assert/strict';
import { disposable } from '../../../src/base/disposable.ts';
import { Pace } from '../../../src/engine/pace.ts';
import { systemClock } from '../../../src/engine/systemPorts.ts';
import { end, start, task, workflow } from '../../support/engine/build.ts';
import { ManualClock } from '../../support/engine/manualClock.ts';
import { Rig } from '../../support/engine/rig.ts';

/** Each look at it takes a while, as work does. */
class BusyClock extends ManualClock {
  readonly #eachMs: number;
  looks = 0;
  rests = 0;

  constructor(eachMs: number) {
    super();
    this.#eachMs = eachMs;
  }

  override monotonicMs(): number {
    return super.monotonicMs() + this.looks++ * this.#eachMs;
  }

  /** A rest takes as long as others need, which want nothing here. */
  override schedule(delayMs: number, callback: () => void): { dispose(): void } {
    if (delayMs > 0) return super.schedule(delayMs, callback);
    this.rests++;
    const immediate = setImmediate(callback);
    return disposable(() => {
      clearImmediate(immediate);
    });
  }
}

describe('The pace', () => {
  it('is over 20 ms after others last had the thread, and counts anew after a rest', async () => {
    const clock = new ManualClock();
    const pace = new Pace(clock);
    await clock.advance(19);
    assert.equal(pace.isOver, false);
    await clock.advance(1);
    assert.equal(pace.isOver, true);
    const rest = pace.rest();
    assert.equal(clock.timers, 1);
    await clock.advance(0);
    await rest;
    assert.equal(pace.isOver, false);
    await clock.advance(20);
    pace.start();
    assert.equal(pace.isOver, false);
  });

  it('rests between many starts and many results, and loses none', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `a${index}`);
    const wide = workflow({
      nodes: { start, ...Object.fromEntries(names.map((name) => [name, task()])), end },
      edges: names.map((name) => `start>${name}>end`).join(' '),
      definition: { maxConcurrency: 1_000 },
    });
    const clock = new BusyClock(30);
    const rig = await Rig.start(wide, { clock });
    assert(clock.rests > 0);
    const invocations = [];
    for (const name of names) invocations.push(await rig.upcoming(name));
    const begun = rig.events.flatMap((event) => (event.type === 'attemptStarted' ? [event.node_id] : []));
    assert.deepEqual([begun, rig.started.split(' ').length], [names, names.length]);
    const before = clock.rests;
    // All of them in the same turn of the event loop.
    await Promise.all(invocations.map((invocation) => invocation.succeed(invocation.nodeId)));
    while (rig.shownStatus === 'running') await clock.advance(0);
    assert(clock.rests > before);
    const { status, nodes } = await rig.finished();
    assert.equal(status, 'completed');
    assert.deepEqual(
      names.map((name) => nodes[name]?.output),
      names,
    );
  });
});

describe('The system’s clock', () => {
  it('waits longer than its timers can: 30 days are not over at once', async () => {
    let isOver = false;
    const timer = systemClock().schedule(30 * 24 * 3_600_000, () => (isOver = true));
    await new Promise<void>((resolve) => systemClock().schedule(5, resolve));
    assert.equal(isOver, false);
    timer.dispose();
  });
});
