/** Threat T14: what one execution may use; R6: outputs. */
import assert from 'node:assert/strict';
import { checkOutput } from '../../../src/engine/output.ts';
import type { AgentOutcome, JournalListener, JournalStore } from '../../../src/engine/ports.ts';
import { each, inARow, plain, type Sketch, task, workflow } from '../../support/engine/build.ts';
import { changedJournal } from '../../support/engine/changedJournal.ts';
import { enact } from '../../support/engine/enact.ts';
import { Rig, statusesOf } from '../../support/engine/rig.ts';

const t = task();
const one: Sketch = inARow({ a: t });

/** A journal whose writer the test can look at and speak through. */
class OpenJournal {
  readonly store: JournalStore;
  bytes = 0;
  listener: JournalListener | undefined;

  constructor() {
    const bytes = (): number => this.bytes;
    this.store = changedJournal((writer) => ({
      get bytes() {
        return bytes();
      },
      listen: (listener) => {
        this.listener = listener;
        writer.listen(listener);
      },
    }));
  }
}

describe('R6 outputs', () => {
  const ended = async (output: unknown, limit?: number): Promise<readonly unknown[]> => {
    const runners = (): Promise<{ run: () => Promise<AgentOutcome> }> =>
      Promise.resolve({ run: () => Promise.resolve({ kind: 'succeeded', output } as AgentOutcome) });
    const rig = await Rig.start(workflow(inARow({ a: task({ maxRetries: 3 }) })), {
      runners,
      ...(limit !== undefined && { limits: { output: limit } }),
    });
    const { nodes, status } = await rig.finished();
    const { error, attempts, output: kept } = nodes['a'] ?? {};
    return status === 'completed' ? [plain(kept ?? null)] : [error?.kind, error?.message, attempts];
  };

  it('are JSON values, or what JSON makes of them', async () => {
    for (const value of [null, true, 0, -1.5, 'é', [], [1, [2]], {}, { a: { b: null } }])
      assert.deepEqual(await ended(value), [value]);
    assert.deepEqual(await ended(undefined), [null]);
    assert.deepEqual(await ended(new Date(0)), ['1970-01-01T00:00:00.000Z']);
    assert.deepEqual(await ended({ a: undefined, b: Number.NaN, c: () => 1 }), [{ b: null }]);
  });

  it('that JSON cannot hold fail the node', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const [kind, message, attempts] = await ended(cycle);
    assert.deepEqual([kind, attempts], ['internal', 1]);
    assert.match(String(message), /^The output is not a JSON value: /);
    assert.equal((await ended(10n))[0], 'internal');
  });

  it('larger than the limit fail the node with `output-too-large`, which is not retried', async () => {
    assert.deepEqual(await ended('x'.repeat(1022), 1024), ['x'.repeat(1022)]);
    assert.deepEqual(await ended('x'.repeat(1023), 1024), [
      'output-too-large',
      'The output is larger than 0.0009765625 MiB',
      1,
    ]);
    const mebibytes = 64 * 1024 * 1024;
    assert.equal(checkOutput('x'.repeat(mebibytes - 2), mebibytes).ok, true);
    const large = checkOutput('x'.repeat(mebibytes - 1), mebibytes);
    assert.equal(large.ok ? '' : large.error.message, 'The output is larger than 64 MiB');
    assert.equal(checkOutput({ a: Array.from({ length: 9 }, () => 'x'.repeat(100)) }, 900).ok, false);
  });

  it('of items are held to it one by one', async () => {
    const { node, output } = await enact(inARow({ x: each([0, 1], { mode: 'all_settled' }) }), {
      agents: { 'x[0]': { output: 'x'.repeat(200) }, 'x[1]': { output: 'y'.repeat(90) } },
      limits: { output: 100 },
    });
    assert.deepEqual(output, [null, 'y'.repeat(90)]);
    assert.equal(node('x').join?.errors['0']?.kind, 'output-too-large');
  });
});

describe('threat T14: the limit of a journal', () => {
  it('in events: everything is cancelled, the execution fails with `limit`, once it needs more', async () => {
    const chatty = async (limit: number, lines: number): Promise<Rig> => {
      const rig = await Rig.start(workflow(one), { limits: { journalEvents: limit } });
      const a = rig.next('a');
      for (let line = 0; line < lines; line++) a.request.log('info', `line ${line}`);
      await rig.clock.advance(0);
      if (!a.isAborted) await a.succeed('A');
      else await a.fail();
      return rig;
    };
    // 9 events without a line: started; start and a ready, started, succeeded, completed; end; completed.
    const enough = await chatty(30, 10);
    assert.equal((await enough.finished()).status, 'completed');
    const rig = await chatty(30, 40);
    const { status, error, nodes } = await rig.finished();
    assert.deepEqual(
      [status, error && plain(error)],
      ['failed', { kind: 'limit', message: 'The execution needs more than 30 events', retryable: false }],
    );
    assert.deepEqual([nodes['a']?.status, nodes['end']?.status], ['cancelled', 'cancelled']);
    const reasons = rig.events.flatMap((event) => (event.type === 'nodeCancelled' ? [event.reason] : []));
    assert.deepEqual(reasons, ['limit', 'limit']);
    assert.deepEqual(rig.logs, []);
  });

  it('in bytes: the same, and it is said once at a fifth', async () => {
    const journal = new OpenJournal();
    const rig = await Rig.start(workflow(one), { journal: journal.store, limits: { journalBytes: 10 * 1024 * 1024 } });
    const a = rig.next('a');
    journal.bytes = 2 * 1024 * 1024 - 1;
    a.request.log('info', 'less');
    await rig.clock.advance(0);
    assert.deepEqual(rig.logs, []);
    for (const bytes of [2, 5, 9.9]) {
      journal.bytes = bytes * 1024 * 1024;
      a.request.log('info', 'more');
      await rig.clock.advance(0);
    }
    assert.deepEqual(rig.logs, ['warning: Execution execution-1 has used a fifth of what its journal may hold']);
    assert.equal(rig.shownStatus, 'running');
    journal.bytes = 10 * 1024 * 1024;
    a.request.log('info', 'too much');
    await rig.clock.advance(0);
    await a.fail();
    const { status, error } = await rig.finished();
    assert.deepEqual(
      [status, error?.kind, error?.message],
      ['failed', 'limit', 'The execution needs more than 10 MiB of journal'],
    );
  });

  it('does not turn what the user cancelled into a failure', async () => {
    const journal = new OpenJournal();
    const rig = await Rig.start(workflow(one), { journal: journal.store, limits: { journalBytes: 10 } });
    const a = rig.next('a');
    journal.bytes = 20;
    rig.execution.cancel();
    await a.fail();
    assert.equal((await rig.finished()).status, 'cancelled');
  });

  it('cuts the lines of agents to their longest', async () => {
    const rig = await Rig.start(workflow(one), { limits: { logLine: 10 } });
    const a = rig.next('a');
    a.request.log('info', '0123456789');
    a.request.log('info', '0123456789A');
    await a.succeed();
    const lines = rig.events.flatMap((event) => (event.type === 'agentLogged' ? [event.message] : []));
    assert.deepEqual(lines, ['0123456789', '012345678…']);
  });
});

describe('threat T17: storage that refuses for a while', () => {
  it('shows the execution paused with the reason, and records both when it goes on', async () => {
    const journal = new OpenJournal();
    const rig = await Rig.start(workflow(one), { journal: journal.store });
    journal.listener?.stalled('No space left');
    assert.deepEqual(
      [rig.shownStatus, rig.execution.snapshot().error?.kind, rig.execution.snapshot().error?.message],
      ['paused', 'storage', 'No space left'],
    );
    journal.listener?.stalled(undefined);
    await rig.clock.advance(0);
    assert.deepEqual([rig.shownStatus, rig.execution.snapshot().error], ['running', null]);
    const told = rig.events.filter(({ type }) => type === 'executionPaused' || type === 'executionResumed');
    assert.deepEqual(
      told.map((event) => [event.type, 'reason' in event ? event.reason : '']),
      [
        ['executionPaused', 'storage'],
        ['executionResumed', ''],
      ],
    );
    assert.deepEqual(rig.logs, [
      'error: Execution execution-1 waits for its storage: No space left',
      'info: The journal of execution execution-1 is written again',
    ]);
    await rig.next('a').succeed();
    assert.equal((await rig.finished()).status, 'completed');
    journal.listener?.stalled('too late');
    assert.equal(rig.execution.snapshot().status, 'completed');
  });

  it('leaves an execution that the user paused as it is', async () => {
    const journal = new OpenJournal();
    const rig = await Rig.start(workflow(one), { journal: journal.store });
    await rig.ask({ type: 'pause' });
    journal.listener?.stalled('No space left');
    journal.listener?.stalled(undefined);
    await rig.clock.advance(0);
    assert.equal(rig.shownStatus, 'paused');
    await rig.ask({ type: 'resume' });
    await rig.next('a').succeed();
    assert.equal((await rig.finished()).status, 'completed');
  });

  it('lets a cancel through: what runs is aborted, and the execution is found again as it was', async () => {
    const journal = new OpenJournal();
    const rig = await Rig.start(workflow(one), { journal: journal.store });
    const a = rig.next('a');
    journal.listener?.stalled('No space left');
    assert.equal(rig.execution.control({ type: 'cancel' }), undefined);
    assert.equal(a.isAborted, true);
    await a.fail();
    const snapshot = await rig.finished();
    assert.deepEqual([snapshot.status, statusesOf(snapshot)['a']], ['interrupted', 'running']);
  });
});
