import assert from 'node:assert/strict';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import type { JournalStore } from '../../../src/engine/ports.ts';
import type { ExecutionSnapshot, ShownExecutionStatus } from '../../../src/protocol/execution.ts';
import { prune } from '../../../src/sdk/pruning.ts';
import { ManualClock } from '../../support/engine/manualClock.ts';

const dayMs = 24 * 60 * 60 * 1000;
const now = 100 * dayMs;

describe('E7 what is not kept', () => {
  let journal: JournalStore;
  let read: string[];
  let snapshots: Map<string, ExecutionSnapshot>;

  beforeEach(() => {
    journal = memoryJournal();
    read = [];
    snapshots = new Map();
  });

  /** The first is the oldest. @param endedDay null: it has not ended */
  async function store(id: string, status: ShownExecutionStatus, endedDay: number | null): Promise<void> {
    const definition = { execution_id: id, text: '', file: null, inputs: {}, seed: 1, created_ms: 0 };
    await (await journal.create(definition)).close();
    const ended_at = endedDay === null ? null : new Date(endedDay * dayMs).toISOString();
    snapshots.set(id, { id, status, ended_at } as ExecutionSnapshot);
  }

  const pruned = (keep: number, keepDays: number): Promise<readonly string[]> =>
    prune(journal, new ManualClock(now), { keep, keepDays }, (id) => {
      read.push(id);
      return Promise.resolve(snapshots.get(id));
    });

  it('is one too many, the oldest first', async () => {
    for (const id of ['a', 'b', 'c']) await store(id, 'completed', 99);
    assert.deepEqual(await pruned(2, 0), ['a']);
    assert.deepEqual(await journal.list(), ['c', 'b']);
    assert.deepEqual(await pruned(2, 0), []);
  });

  it('has ended too long ago, counted from its end', async () => {
    await store('a', 'failed', 69);
    await store('b', 'cancelled', 71);
    await store('c', 'timed_out', 1);
    assert.deepEqual(await pruned(100, 30), ['c', 'a']);
    assert.deepEqual(await pruned(100, 0), [], 'no limit');
  });

  it('is never one that runs, was interrupted or cannot be read', async () => {
    for (const status of ['running', 'paused', 'interrupted', 'unreadable'] as const) await store(status, status, null);
    await store('new', 'completed', 99);
    assert.deepEqual(await pruned(1, 1), []);
    assert.equal((await journal.list()).length, 5);
  });

  it('is not looked for among those that began lately', async () => {
    const idAt = (ms: number): string => {
      const hex = ms.toString(16).padStart(12, '0');
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
    };
    await store(idAt(50 * dayMs), 'completed', 60);
    await store(idAt(90 * dayMs), 'completed', 91);
    assert.deepEqual(await pruned(100, 30), [idAt(50 * dayMs)]);
    assert.deepEqual(read, [idAt(50 * dayMs)]);
  });
});
