import { createEngine, type ExecutableWorkflow } from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { applyEvent } from '../../../src/engine/fold.ts';
import { decodeJournal, encodeEvents } from '../../../src/engine/journal/codec.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import { compileProgram } from '../../../src/engine/program.ts';
import { ExecutionState } from '../../../src/engine/state.ts';
import { atLeast, atMost, heapMb, inTurn, median, type Row, type Suite } from '../measure.ts';
import { chainOf, execute, forkOf, idle, nested, portsWith, turnOf } from '../shapes.ts';

const floor = 'Promise.all of the same functions';
/** So often does the floor run in its turn, that both sides take long enough to feel what else the machine does. */
const floorTimes = 20;

export const suite: Suite = {
  title: 'Engine, in memory, all events on',
  async run() {
    return [await growth(), ...(await overhead()), await heapGrowth(), await longestBlock(), await replay()];
  },
};

async function overhead(): Promise<readonly Row[]> {
  const shapes = {
    'fork 100': { workflow: forkOf(100), calls: 101 },
    'fork 1,000': { workflow: forkOf(1_000), calls: 1_001 },
    'fork 10,000': { workflow: forkOf(10_000), calls: 10_001 },
    'chain 1,000': { workflow: chainOf(1_000), calls: 1_000 },
    'nested 200 × 5': { workflow: nested(200, 5), calls: 1_000 },
  };
  const rows: Row[] = [];
  for (const [name, { workflow, calls }] of Object.entries(shapes)) {
    const isChain = name.startsWith('chain');
    const { ours, floorMs } = await inTurn(
      {
        ours: () => execute(workflow, memoryJournal()),
        floorMs: async () => {
          for (let time = 0; time < floorTimes; time++)
            if (isChain) for (let call = 0; call < calls; call++) await idle();
            else await Promise.all(Array.from({ length: calls }, idle));
        },
      },
      { rounds: 15, warmUp: 5 },
    );
    const other = isChain ? 'a loop that awaits the same functions' : floor;
    rows.push(
      atMost(
        { name, ours, other, otherValue: floorMs / floorTimes },
        name.startsWith('fork 1,000') || name === 'fork 10,000' ? 20 : null,
      ),
    );
  }
  return rows;
}

async function growth(): Promise<Row> {
  const [small, large] = [forkOf(1_000), forkOf(10_000)];
  const thousand = turnOf(1_000, () => execute(small, memoryJournal()));
  const { ours, other } = await inTurn(
    { ours: () => execute(large, memoryJournal()), other: thousand.run },
    { rounds: 15, warmUp: 5 },
  );
  return atMost({ name: 'growth: fork 10,000', ours, other: 'fork 1,000', otherValue: other / thousand.times }, 12);
}

/** What an execution of 10,000 branches keeps on the heap while its result is held. */
async function heapGrowth(): Promise<Row> {
  const workflow = forkOf(10_000);
  const growths: number[] = [];
  for (let round = 0; round < 5; round++) growths.push(await growthOf(workflow));
  return atMost(
    { name: 'heap growth (MB), fork 10,000', ours: median(growths), unit: 'MB', other: '25 MB', otherValue: 25 },
    1,
  );
}

/** In a function of its own, so that nothing of an earlier round is still held. */
async function growthOf(workflow: ExecutableWorkflow): Promise<number> {
  const before = heapMb();
  const journal = memoryJournal();
  const started = await createEngine(portsWith(journal)).start({ workflow, file: null, inputs: {} });
  if (!started.ok) throw new Error(started.error.message);
  await started.value.finished;
  const growth = heapMb() - before;
  if (started.value.snapshot().status !== 'completed' || (await journal.list()).length !== 1)
    throw new Error('It is lost');
  return growth;
}

/** The longest that the event loop is away while 10,000 branches complete, with a view that redraws from snapshots. */
async function longestBlock(): Promise<Row> {
  const workflow = forkOf(10_000);
  const blocks: number[] = [];
  for (let round = 0; round < 7; round++) {
    let longest = 0;
    let isOver = false;
    let last = performance.now();
    const tick = (): void => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (!isOver) setImmediate(tick);
    };
    setImmediate(tick);
    const started = await createEngine(portsWith(memoryJournal())).start({ workflow, file: null, inputs: {} });
    if (!started.ok) throw new Error(started.error.message);
    const execution = started.value;
    let drawnMs = 0;
    const view = execution.onDidChange(() => {
      if (performance.now() - drawnMs < 100) return;
      execution.snapshot();
      drawnMs = performance.now();
    });
    await execution.finished;
    // All of it may have gone by in one stretch.
    longest = Math.max(longest, performance.now() - last);
    isOver = true;
    view.dispose();
    if (round >= 2) blocks.push(longest);
  }
  return atMost(
    { name: 'event loop away (ms), 10,000 branches', ours: median(blocks), other: '50 ms', otherValue: 50 },
    1,
  );
}

/** From the journal's bytes to the state. */
async function replay(): Promise<Row> {
  const workflow = forkOf(25_000);
  const events: EngineEvent[] = [];
  await execute(workflow, memoryJournal(), (event) => events.push(event));
  const bytes = encodeEvents('replayed', 1, events);
  const program = compileProgram(workflow);
  const fold = (read: readonly EngineEvent[]): void => {
    const state = new ExecutionState(program);
    for (const event of read) applyEvent(state, event);
  };
  const { whole } = await inTurn(
    {
      whole: () => {
        fold(decodeJournal('replayed', bytes).events);
      },
    },
    { rounds: 7, warmUp: 3 },
  );
  const count = events.length.toLocaleString('en');
  return atLeast(
    `replay (events/s) of a journal of ${count} events`,
    (events.length / whole) * 1000,
    'events/s',
    500_000,
  );
}
