import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { systemClock, systemIds } from '../../../src/engine/systemPorts.ts';
import { inARow, task, workflow } from '../../support/engine/build.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;

describe('what an execution leaves behind', () => {
  it('goes with the next small collection, not only with a full one', async () => {
    const executions = 20;
    const mebibyte = 1024 * 1024;
    await execute();
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < executions; at++) {
      await execute();
      gc({ type: 'minor' });
    }
    const kept = process.memoryUsage().heapUsed - before;
    assert.ok(kept < (executions * mebibyte) / 4, `${Math.round(kept / mebibyte)} of ${executions} MiB are kept`);
  });
});

/** One whose agent gives a mebibyte. */
async function execute(): Promise<void> {
  const ports = {
    clock: systemClock(),
    ids: systemIds(),
    journal: memoryJournal(),
    runners: () =>
      Promise.resolve({
        run: () =>
          Promise.resolve({
            kind: 'succeeded',
            output: Array.from({ length: 128 }, () => new Array<number>(1024).fill(0)),
          } as const),
      }),
    logger: { log: () => undefined },
  };
  const started = await createEngine(ports).start({
    workflow: workflow(inARow({ a: task() })),
    file: null,
    inputs: {},
  });
  assert.ok(started.ok);
  assert.equal((await started.value.finished).status, 'completed');
}
