/** What was read of an execution is read again only when its files changed. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import { fileOtherProcesses } from '../../../src/engine/journal/otherProcesses.ts';
import type { JournalStore } from '../../../src/engine/ports.ts';
import { systemClock, systemIds } from '../../../src/engine/systemPorts.ts';
import type { Executions } from '../../../src/sdk/executions.ts';
import { createLocalExecutions } from '../../../src/sdk/localExecutions.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';
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
