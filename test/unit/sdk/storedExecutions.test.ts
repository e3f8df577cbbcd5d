/** What was read of an execution is read again only when its files changed. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import { fileOtherProcesses } from '../../../src/engine/journal/otherProcesses.ts';
import { tellingStalls } from '../../../src/engine/journal/tellingStalls.ts';
import type { JournalStore } from '../../../src/engine/ports.ts';
import { systemClock, systemIds } from '../../../src/engine/systemPorts.ts';
import type { Executions } from '../../../src/sdk/executions.ts';
import { createLocalExecutions } from '../../../src/sdk/localExecutions.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';
import { type Fault, MemoryDisk } from '../../support/fault/memoryDisk.ts';
import { sketch } from '../../support/presentation/story.ts';

const text = sketch('start > a > end');

describe('stored executions', () => {
  let folder: string;
  let reads: string[];

  beforeEach(() => {
    folder = temporaryFolder();
    reads = [];
  });

  afterEach(removeFolders);

  /** As in another process, but for the owner: that is this one. */
  function open(): Executions {
    const kept = fileJournal(folder);
    const journal: JournalStore = {
      ...kept,
      read: (id) => {
        reads.push(id);
        return kept.read(id);
      },
    };
    return createLocalExecutions({
      ports: {
        clock: systemClock(),
        ids: systemIds(),
        journal,
        runners: () => Promise.resolve(undefined),
        logger: { log: () => undefined },
      },
      others: fileOtherProcesses(folder),
      trusted: () => true,
      keep: () => ({ keep: 100, keepDays: 0 }),
    });
  }

  it('are read once while nothing changes, also when they run elsewhere', async () => {
    const owner = open();
    const started = await owner.start({ text, file: null, inputs: {}, mocks: 'default: { delay_seconds: 600 }' });
    assert(started.ok);
    const id = started.value;
    assert.equal(await owner.owner(id), undefined);
    const reader = open();
    assert.equal((await reader.owner(id))?.pid, process.pid);
    reads = [];
    for (let look = 0; look < 5; look++) assert.equal((await reader.get(id))?.status, 'running');
    assert.equal(reads.length, 1);
    await owner.cancel(id);
    await owner.finished(id);
    reads = [];
    for (let look = 0; look < 5; look++) assert.equal((await reader.get(id))?.status, 'cancelled');
    assert.equal(reads.length, 1);
    assert.deepEqual(await reader.discard(id), { ok: true, value: undefined });
    assert.equal(await reader.get(id), undefined);
    owner.dispose();
    reader.dispose();
  });

  it('whose owner can write nothing are shown as it shows them, and as running when it goes on (threat T17)', async () => {
    const disk = new MemoryDisk();
    const ports = {
      clock: systemClock(),
      ids: systemIds(),
      journal: tellingStalls(fileJournal('/executions', { disk }), '/executions', disk),
      runners: () => Promise.resolve(undefined),
      logger: { log: () => undefined },
    };
    const others = fileOtherProcesses('/executions', { disk });
    const make = (): Executions =>
      createLocalExecutions({ ports, others, trusted: () => true, keep: () => ({ keep: 100, keepDays: 0 }) });
    const owner = make();
    const reader = make();
    const started = await owner.start({ text, file: null, inputs: {}, mocks: 'default: { delay_seconds: 600 }' });
    assert(started.ok);
    const id = started.value;
    const statuses = async (): Promise<unknown> => {
      // Its word is in the lock some turns later than in the owner itself.
      const [here, there] = [await owner.get(id), await reader.get(id)];
      return here?.status === there?.status ? [there?.status, there?.error?.kind] : undefined;
    };
    const become = async (status: string, kind?: string): Promise<void> => {
      while (!isDeepStrictEqual(await statuses(), [status, kind])) await new Promise(setImmediate);
    };
    await become('running');
    disk.fault = ({ operation, path: at }): Fault | undefined =>
      operation === 'write' && at.endsWith('journal.jsonl') ? { code: 'ENOSPC' } : undefined;
    await owner.pause(id);
    await become('paused', 'storage');
    disk.fault = (): undefined => undefined;
    await become('paused');
    await owner.cancel(id);
    await become('cancelled');
    owner.dispose();
    reader.dispose();
  });

  it('that say nothing of themselves were made when their files were', async () => {
    const place = path.join(folder, 'broken');
    mkdirSync(place);
    for (const name of ['definition.json', 'journal.jsonl']) writeFileSync(path.join(place, name), 'nonsense\n');
    const made = new Date('2026-03-04T05:06:07Z');
    for (const name of readdirSync(place)) utimesSync(path.join(place, name), made, made);
    const reader = open();
    const shown = (await reader.list()).map(({ id, status, started_at: at }) => [id, status, at]);
    assert.deepEqual(shown, [['broken', 'unreadable', '2026-03-04T05:06:07.000Z']]);
    reader.dispose();
  });

  it('whose definition alone is broken began with their first event', async () => {
    const owner = open();
    const started = await owner.start({ text, file: null, inputs: {}, mocks: 'default: { output: 1 }' });
    assert(started.ok);
    const { started_at: began } = await owner.finished(started.value);
    owner.dispose();
    const definition = path.join(folder, started.value, 'definition.json');
    writeFileSync(definition, 'nonsense\n');
    utimesSync(definition, 0, 0);
    const reader = open();
    const shown = await reader.get(started.value);
    assert.deepEqual([shown?.status, shown?.started_at], ['unreadable', began]);
    reader.dispose();
  });
});
