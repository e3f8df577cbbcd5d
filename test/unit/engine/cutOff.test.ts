import assert from 'node:assert/strict';
import { createEngine, type ExecutableWorkflow } from '../../../src/engine/engine.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import type { JournalStore } from '../../../src/engine/ports.ts';
import { agent, each, end, start, task, workflow } from '../../support/engine/build.ts';
import { Rig } from '../../support/engine/rig.ts';

const bank = agent('bank', { idempotent: false });
const one = workflow({
  nodes: { start, pay: task({ maxRetries: 3 }, {}, 'bank'), end },
  edges: 'start>pay>end',
  agents: [bank],
});
const items = workflow({
  nodes: { start, pay: each(['a', 'b'], { agentId: 'bank', mode: 'all_settled' }), end },
  edges: 'start>pay>end',
  agents: [bank],
});

/** Starts it, waits until its attempts run, and takes the journal as a process that was killed leaves it. */
async function killed(executable: ExecutableWorkflow): Promise<JournalStore> {
  const first = await Rig.start(executable);
  const { events, definition } = (await first.journal.read('execution-1')) ?? {};
  assert(events && definition);
  const journal = memoryJournal();
  const writer = await journal.create(definition);
  await writer.append(events, true);
  await writer.close();
  first.execution.cancel();
  return journal;
}

describe('E4 an attempt that was cut off, of an agent that is not idempotent', () => {
  it('is asked about: nothing goes on before somebody has said what becomes of it', async () => {
    const journal = await killed(one);
    const rig = new Rig({ journal });
    const opened = await journal.open('execution-1');
    assert.equal(opened.kind, 'opened');
    const resumed = await createEngine(rig.ports()).resume({ workflow: one, ...opened });
    assert.equal(resumed.ok, false);
    assert(!resumed.ok);
    assert.equal(resumed.error.code, 'cut-off');
    assert.match(resumed.error.message, /while pay was running/);
    assert.equal((await journal.open('execution-1')).kind, 'opened', 'it is free again');
    assert.equal(rig.started, '');
  });

  it('fails for good where the user says so, retries or not', async () => {
    const rig = await Rig.resume(one, 'execution-1', { journal: await killed(one), cutOff: 'fail' });
    assert.equal((await rig.finished()).status, 'failed');
    assert.equal(rig.started, '');
    assert.equal(rig.execution.nodeSnapshot('pay')?.error?.kind, 'interrupted');
  });

  it('starts again under the same number and key where the user says so', async () => {
    const rig = await Rig.resume(one, 'execution-1', { journal: await killed(one), cutOff: 'restart' });
    const { request } = await rig.upcoming('pay');
    assert.deepEqual([request.attempt, request.idempotencyKey], [1, 'execution-1/pay']);
  });

  it('counts for each item of a for_each', async () => {
    const rig = await Rig.resume(items, 'execution-1', { journal: await killed(items), cutOff: 'fail' });
    const { nodes } = await rig.finished();
    assert.deepEqual(nodes['pay']?.items, { total: 2, running: 0, completed: 0, failed: 2, cancelled: 0 });
    const again = await Rig.resume(items, 'execution-1', { journal: await killed(items), cutOff: 'restart' });
    await again.upcoming('pay[1]');
    assert.equal(again.started, 'pay[0] pay[1]');
  });
});
