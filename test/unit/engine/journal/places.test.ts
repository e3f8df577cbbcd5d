import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import { memoryJournal } from '../../../../src/engine/journal/memoryJournal.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';
import { executionId, sampleDefinition, sampleEvents } from '../../../support/engine/records.ts';
import { type Call, type Fault, MemoryDisk } from '../../../support/fault/memoryDisk.ts';

describe('The folders of executions', () => {
  afterEach(removeFolders);

  it('E2: are found by their names after a power cut, also where their folder is new, or new again', async () => {
    let disk = new MemoryDisk();
    const folder = '/home/new/executions';
    const store = fileJournal(folder, { disk });
    const stored = async (id: string): Promise<void> => {
      const writer = await store.create(sampleDefinition(id));
      await writer.append(sampleEvents(1), true);
      await writer.close();
    };
    await stored('a');
    await stored('b');
    assert.deepEqual(await fileJournal(folder, { disk: disk.afterPowerCut(() => 0.99) }).list(), ['b', 'a']);
    await disk.removeFolder('/home/new');
    await stored('c');
    await stored('d');
    disk = disk.afterPowerCut(() => 0.99);
    assert.deepEqual(await fileJournal(folder, { disk }).list(), ['d', 'c']);
    assert.deepEqual((await fileJournal(folder, { disk }).read('c'))?.events, sampleEvents(1));
  });

  it('E2: are also stored in a folder that is named from the working folder, and is new', async () => {
    const folder = relative(process.cwd(), join(temporaryFolder(), 'new', 'executions'));
    const writer = await fileJournal(folder).create(sampleDefinition());
    await writer.append(sampleEvents(1), true);
    await writer.close();
    assert.deepEqual((await fileJournal(folder).read(executionId))?.events, sampleEvents(1));
  });

  it('E7: tell when they were made and last written to, newest first', async () => {
    const folder = temporaryFolder();
    const store = fileJournal(folder);
    for (const id of ['a', 'b']) {
      const writer = await store.create(sampleDefinition(id));
      await writer.append(sampleEvents(1), true);
      await writer.close();
    }
    await (await store.create(sampleDefinition('c'))).close();
    utimesSync(join(folder, 'a', 'definition.json'), 2_000, 2_000);
    utimesSync(join(folder, 'a', 'journal.jsonl'), 5_000, 5_000);
    utimesSync(join(folder, 'b', 'definition.json'), 3_000, 3_000);
    utimesSync(join(folder, 'b', 'journal.jsonl'), 4_000, 4_000);
    utimesSync(join(folder, 'c', 'definition.json'), 1_000, 1_000);
    utimesSync(join(folder, 'c', 'journal.jsonl'), 500, 500);
    assert.deepEqual(await store.times(), [
      { id: 'b', created_ms: 3_000_000, changed_ms: 4_000_000 },
      { id: 'a', created_ms: 2_000_000, changed_ms: 5_000_000 },
      { id: 'c', created_ms: 1_000_000, changed_ms: 1_000_000 },
    ]);
    assert.deepEqual(await store.list(), ['b', 'a', 'c']);
  });

  it('E7: are told also where a part is missing, and by name when they are of the same time', async () => {
    const disk = new MemoryDisk();
    const store = fileJournal('/executions', { disk });
    assert.deepEqual(await store.times(), []);
    for (const id of ['a', 'b', 'c']) await (await store.create(sampleDefinition(id))).close();
    // A file of such a name is none; a folder without a definition is one that cannot be read, and can be removed.
    await (await disk.open('/executions/file', 'w')).close();
    for (const name of ['definition.json', 'journal.jsonl']) await disk.remove(`/executions/c/${name}`);
    disk.stat = (path): ReturnType<typeof disk.stat> =>
      path.endsWith('.json') || path.endsWith('.jsonl')
        ? disk.read(path).then(() => ({ mtimeMs: 7, size: 1, isFolder: false }))
        : Promise.resolve({ mtimeMs: 5, size: 0, isFolder: !path.endsWith('file') });
    assert.deepEqual(await store.times(), [
      { id: 'b', created_ms: 7, changed_ms: 7 },
      { id: 'a', created_ms: 7, changed_ms: 7 },
      { id: 'c', created_ms: 5, changed_ms: 5 },
    ]);
  });

  it('E7: cannot be told when the folder cannot be read, which is not the same as none', async () => {
    const disk = new MemoryDisk();
    const store = fileJournal('/executions', { disk });
    disk.fault = (): Fault => ({ code: 'EACCES' });
    await assert.rejects(store.list(), { code: 'EACCES' });
    await assert.rejects(store.read(executionId), { code: 'EACCES' });
  });

  it('E7: so does the journal in memory', async () => {
    const store = memoryJournal();
    const writer = await store.create(sampleDefinition('a'));
    await writer.append(sampleEvents(3), true);
    await store.create({ ...sampleDefinition('b'), created_ms: 9 });
    assert.deepEqual(await store.times(), [
      { id: 'b', created_ms: 9, changed_ms: 9 },
      { id: 'a', created_ms: 0, changed_ms: 3 },
    ]);
  });

  it('are not taken for executions while they are made or removed; what a crash left of that is removed later', async () => {
    const folder = temporaryFolder();
    for (const name of ['.new-1', '.old-1', '.new-2']) mkdirSync(join(folder, name, 'x'), { recursive: true });
    for (const name of ['.new-1', '.old-1']) utimesSync(join(folder, name), 1, 1);
    const store = fileJournal(folder);
    assert.deepEqual(await store.list(), []);
    await (await store.create(sampleDefinition())).close();
    assert.deepEqual(readdirSync(folder).sort(), ['.new-2', executionId]);
    assert.equal(await store.remove(executionId), true);
    assert.equal(existsSync(join(folder, executionId)), false);
  });

  for (const code of ['ENOSPC', 'EIO', 'EMFILE', 'EACCES', 'EROFS', 'EDQUOT'])
    it(`threat T17: ${code} at any call: either made, or refused with the reason and nothing left`, async () => {
      for (const isSticky of [false, true])
        for (let at = 0, isClean = false; !isClean; at++) {
          const disk = new MemoryDisk();
          const store = fileJournal('/executions', { disk });
          let failed = false;
          disk.fault = ({ number }: Call): Fault | undefined => {
            const fails = isSticky ? number >= at : number === at;
            failed ||= fails;
            return fails ? { code } : undefined;
          };
          const where = `call ${at}${isSticky ? ' and all after it' : ''}`;
          try {
            await store.create(sampleDefinition());
          } catch (error) {
            assert.match(String(error), new RegExp(`The execution cannot be stored: ${code}: `), where);
            disk.fault = (): undefined => undefined;
            assert.deepEqual(await store.list(), [], where);
            // It can be made when there is space again.
            await store.create(sampleDefinition());
          }
          isClean = !failed;
          disk.fault = (): undefined => undefined;
          const read = await store.read(executionId);
          assert.deepEqual([read?.state, read?.definition], ['owned', sampleDefinition()], where);
        }
    });

  it('are made while the first events are on their way, which fail with what fails of it', async () => {
    const disk = new MemoryDisk();
    const store = fileJournal('/executions', { disk });
    await (await store.create(sampleDefinition('made'))).close();
    const early = await store.create(sampleDefinition(), true);
    assert.deepEqual(await store.list(), ['made']);
    await early.append(sampleEvents(3), true);
    await early.close();
    assert.equal((await store.read(executionId))?.events.length, 3);

    disk.fault = (): Fault => ({ code: 'EACCES' });
    await assert.rejects(store.create(sampleDefinition('refused'), true), /The execution cannot be stored: EACCES: /);
    disk.fault = ({ operation }): Fault | undefined => (operation === 'write' ? { code: 'EACCES' } : undefined);
    const refused = await store.create(sampleDefinition('refused'), true);
    for (let time = 0; time < 2; time++)
      await assert.rejects(refused.append(sampleEvents(1), true), /^Error: The execution cannot be stored: EACCES: /);
    await refused.close();
    disk.fault = (): undefined => undefined;
    assert.deepEqual((await store.list()).toSorted(), [executionId, 'made']);
    const taken = await store.create(sampleDefinition(), true);
    await assert.rejects(taken.append(sampleEvents(1), true), /There is an execution execution-1 already/);
  });
});
