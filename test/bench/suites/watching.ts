/**
 * What it costs to look on: rows and log of an execution whose 1,000 branches run, and the first rows of 10,000 executions. What is
 * compared is the loop's limit of `performance.md`: 50 ms in one piece.
 */
import { executionForest, noFilter } from '../../../src/presentation/executionForest.ts';
import { executionRow } from '../../../src/presentation/executionRows.ts';
import { LogDocument } from '../../../src/presentation/logDocument.ts';
import { outlineOf } from '../../../src/presentation/outline.ts';
import { faceOf, type Row as TreeRow } from '../../../src/presentation/row.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { storedSnapshot } from '../../../src/engine/journal/replay.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { readMocks } from '../../../src/sdk/mocks.ts';
import { atMost, inTurn, type Row, type Suite } from '../measure.ts';
import { forkOf } from '../shapes.ts';

const branches = 1000;

export const suite: Suite = {
  title: 'Watching',
  async run() {
    const workflow = forkOf(branches);
    const mocks = readMocks('default: { delay_seconds: 1 }');
    if (!mocks.ok) throw new Error(JSON.stringify(mocks.error));
    const { events } = await simulate(workflow, { inputs: {}, mocks: mocks.value, executionId: 'one' });
    const at = (count: number): ExecutionSnapshot => {
      const definition = { execution_id: 'one', text: workflow.text, file: null, inputs: {}, seed: 1, created_ms: 0 };
      const stored = { id: 'one', definition, events: events.slice(0, count), state: 'owned' as const };
      return storedSnapshot(stored, workflow);
    };
    const middle = Math.floor(events.length / 2);
    const outline = outlineOf(workflow);
    const snapshot = at(middle);
    return [
      await rows(() => rowOf(snapshot, outline)),
      await log(events, snapshot, at(events.length), outline),
      await forest(snapshot),
    ];
  },
};

function rowOf(snapshot: ExecutionSnapshot, outline: ReturnType<typeof outlineOf>): TreeRow {
  const context = { wallMs: 1500, formatTime: () => '14:03', elsewhere: false, silent: false, expanded: true };
  return executionRow(snapshot, outline, context);
}

/** What a tick looks at with the fork and one page of it open. */
async function rows(make: () => TreeRow): Promise<Row> {
  const { ours } = await inTurn({ ours: () => open(make(), 3) }, { rounds: 50, warmUp: 10 });
  return limited('rows of 1,000 running branches, one page open', ours, 50);
}

function open(row: TreeRow, depth: number): number {
  const size = faceOf(row).length;
  if (depth === 0 || !row.hasChildren) return size;
  let pages = 0;
  return row.children().reduce((sum, child) => {
    if (child.kind === 'page') pages += 1;
    return sum + (pages > 1 ? faceOf(child).length : open(child, depth - 1));
  }, size);
}

async function log(
  events: readonly EngineEvent[],
  running: ExecutionSnapshot,
  ended: ExecutionSnapshot,
  outline: ReturnType<typeof outlineOf>,
): Promise<Row> {
  const { ours } = await inTurn(
    {
      ours: () => {
        const document = new LogDocument(running, outline, () => '14:03');
        for (const event of events) document.add(event);
        return document.text(ended).length;
      },
    },
    { rounds: 20, warmUp: 5 },
  );
  return limited(`the whole log of them, ${events.length.toLocaleString('en')} events`, ours, 50);
}

/** 10,000 executions, grouped by day, with what the first group shows. */
async function forest(one: ExecutionSnapshot): Promise<Row> {
  const day = 86_400_000;
  const all = Array.from({ length: 10_000 }, (_, index) => ({
    ...one,
    id: `e${index}`,
    started_at: new Date(index * 60_000).toISOString(),
  }));
  const options = {
    ...{ grouping: 'day' as const, filter: noFilter, shown: new Map<string, number>() },
    dayOf: (ms: number) => String(Math.floor(ms / day)),
    dayLabel: () => '',
    rowOf: (snapshot: ExecutionSnapshot) =>
      executionRow(snapshot, undefined, {
        ...{ wallMs: 0, formatTime: () => '14:03', elsewhere: false, silent: false, expanded: false },
      }),
  };
  const { ours } = await inTurn(
    { ours: () => executionForest(all, options)[0]?.children().map(faceOf).length },
    { rounds: 30, warmUp: 5 },
  );
  return limited('first rows of 10,000 executions', ours, 50);
}

function limited(name: string, ours: number, limitMs: number): Row {
  return atMost({ name, ours, other: `${limitMs} ms`, otherValue: limitMs }, 1);
}
