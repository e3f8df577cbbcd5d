/** Threat T17: what the system refuses reaches people as its message, never with a stack trace. */
import assert from 'node:assert/strict';
import { createEngine } from '../../../src/engine/engine.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import type { JournalStore } from '../../../src/engine/ports.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import { agent, end, start, task, workflow } from '../../support/engine/build.ts';
import { changedJournal } from '../../support/engine/changedJournal.ts';
import { Rig } from '../../support/engine/rig.ts';

const message = 'ENOSPC: no space left on device, write';
const noSpace = (): Error => Object.assign(new Error(message), { code: 'ENOSPC', syscall: 'write' });
const source = workflow({
  nodes: { start, a: task({}, {}, 'x'), end },
  edges: 'start>a>end',
  agents: [agent('x', { uses: 'transform' })],
});
const refusing = (): Promise<{ run: () => Promise<never> }> =>
  Promise.resolve({ run: () => Promise.reject(noSpace()) });
const noStack = (seen: unknown): void => {
  assert.doesNotMatch(JSON.stringify(seen), /\bat [^"]*\.[cm]?[jt]s:\d+/);
};

describe('an error of the system', () => {
  it('that a runner throws is the failure of its node, in words', async () => {
    const rig = await Rig.start(source, { runners: refusing });
    const snapshot = await rig.finished();
    const simulated = await simulate(source, { inputs: {}, runners: refusing });
    for (const { status, error, nodes } of [snapshot, simulated.snapshot]) {
      assert.equal(status, 'failed');
      assert.deepEqual(nodes['a']?.error, {
        kind: 'internal',
        message: `The agent stopped with an unexpected error: ${message}`,
        retryable: true,
      });
      assert.equal(error?.message, nodes['a'].error.message);
    }
    noStack([snapshot, simulated, rig.events, rig.logs]);
  });

  it('that a journal throws when it is made refuses the start', async () => {
    const journal: JournalStore = { ...memoryJournal(), create: () => Promise.reject(noSpace()) };
    const started = await createEngine(new Rig({ journal }).ports()).start({
      workflow: source,
      file: null,
      inputs: {},
    });
    assert(!started.ok);
    assert.deepEqual(started.error, { code: 'storage', message });
  });

  it('that a journal throws for good leaves the execution interrupted, with `storage`', async () => {
    let appended = 0;
    const journal = changedJournal((writer) => ({
      append: async (events, durable) => {
        if (++appended > 1) throw noSpace();
        await writer.append(events, durable);
      },
    }));
    const rig = await Rig.start(source, { journal });
    await rig.next('a').succeed();
    const snapshot = await rig.finished();
    assert.deepEqual(
      [snapshot.status, snapshot.error?.kind, snapshot.error?.message],
      ['interrupted', 'storage', message],
    );
    assert.deepEqual(rig.logs, [`error: The journal of execution execution-1 cannot be written: ${message}`]);
    noStack([snapshot, rig.events, rig.logs]);
  });
});
