import assert from 'node:assert/strict';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import { memoryJournal } from '../../../../src/engine/journal/memoryJournal.ts';
import type { JournalStore } from '../../../../src/engine/ports.ts';
import { executionId, sampleDefinition, sampleEvents } from '../../../support/engine/records.ts';
import { QuickClock } from '../../../support/fault/quickClock.ts';
import { MemoryDisk } from '../../../support/fault/memoryDisk.ts';

const stores: Readonly<Record<string, () => JournalStore>> = {
  'in memory': memoryJournal,
  'in files': () => fileJournal('/executions', { disk: new MemoryDisk(), clock: new QuickClock() }),
};

describe('E5 a journal, wherever it is kept', () => {
  for (const [where, make] of Object.entries(stores)) {
    it(`${where}: is opened by one owner at a time, and gives it what was written`, async () => {
      const store = make();
      assert.deepEqual(await store.open(executionId), { kind: 'missing' });
      const writer = await store.create(sampleDefinition());
      await writer.append(sampleEvents(2), true);
      assert.deepEqual(await store.open(executionId), { kind: 'owned' });
      assert.equal(await store.remove(executionId), false);
      await writer.close();
      const opened = await store.open(executionId);
      assert(opened.kind === 'opened');
      assert.deepEqual([opened.execution.state, opened.execution.events], ['owned', sampleEvents(2)]);
      await opened.writer.append(sampleEvents(1, 3), true);
      await opened.writer.close();
      const read = await store.read(executionId);
      assert.deepEqual([read?.state, read?.events], ['free', sampleEvents(3)]);
      assert.equal(await store.remove(executionId), true);
      assert.deepEqual([await store.read(executionId), await store.remove(executionId)], [undefined, false]);
    });

    it(`${where}: refuses a second execution of the same id, and keeps the first`, async () => {
      const store = make();
      const writer = await store.create(sampleDefinition());
      await writer.append(sampleEvents(1), true);
      await assert.rejects(store.create(sampleDefinition()), /There is an execution execution-1 already/);
      assert.deepEqual((await store.read(executionId))?.events, sampleEvents(1));
      await writer.close();
    });

    it(`${where}: takes requests only for an execution that has an owner`, async () => {
      const store = make();
      assert.equal(await store.request(executionId, { type: 'pause' }), false);
      const writer = await store.create(sampleDefinition());
      await writer.close();
      assert.equal(await store.request(executionId, { type: 'pause' }), false);
    });
  }
});
