import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/event.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import type { Executions } from '../../../src/sdk/executions.ts';
import type { ExecutionList } from '../../../src/vscode/executions/executionList.ts';
import { ExecutionLog } from '../../../src/vscode/executions/executionLog.ts';

interface Logged {
  readonly id: string;
  readonly event: EngineEvent;
}

const ready = (seq: number): Logged => ({
  id: 'one',
  event: { type: 'nodeReady', seq, time_ms: 0, node_id: `n${seq}` },
});

/** @param wrote hears how many lines there are */
function made(wrote: (lines: number) => void = () => undefined): {
  readonly log: ExecutionLog;
  readonly events: Emitter<Logged>;
  readonly lines: string[];
} {
  const events = new Emitter<Logged>();
  const lines: string[] = [];
  const info = (line: string): void => {
    lines.push(line);
    wrote(lines.length);
  };
  const list = { outline: () => Promise.resolve(undefined), knownOutline: () => undefined };
  const log = new ExecutionLog(
    { onEvent: events.event } as unknown as Executions,
    list as unknown as ExecutionList,
    { info } as unknown as ConstructorParameters<typeof ExecutionLog>[2],
  );
  return { log, events, lines };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('the lines of executions in the output', () => {
  it('come in the order of their events, not in the turn in which those come', async () => {
    const { events, lines } = made();
    for (let seq = 1; seq <= 3; seq++) events.fire(ready(seq));
    assert.deepEqual(lines, []);
    await turns(5);
    assert.deepEqual(
      lines.map((line) => /n\d/.exec(line)?.[0]),
      ['n1', 'n2', 'n3'],
    );
  });

  it('lose none, however soon another event comes after the last line', async () => {
    for (let microtasks = 0; microtasks < 12; microtasks++) {
      const { events, lines } = made((count) => {
        if (count > 1) return;
        let later = Promise.resolve();
        for (let one = 0; one < microtasks; one++) later = later.then(() => undefined);
        void later.then(() => {
          events.fire(ready(2));
        });
      });
      events.fire(ready(1));
      await turns(8);
      assert.equal(lines.length, 2, `${microtasks} microtasks later`);
    }
  });

  it('end when nobody is there to read them', async () => {
    const { log, events, lines } = made();
    events.fire(ready(1));
    log.dispose();
    events.fire(ready(2));
    await turns(5);
    assert.deepEqual(lines, []);
  });
});
