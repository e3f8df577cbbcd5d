import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, syncFolder, systemDisk, writeWhole } from '../../../../src/engine/journal/fileDisk.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';
import { type Fault, MemoryDisk } from '../../../support/fault/memoryDisk.ts';

const text = Buffer.from('text');

describe('The disk', () => {
  let disk: MemoryDisk;
  beforeEach(async () => {
    disk = new MemoryDisk();
    await disk.makeFolder('/folder');
  });
  afterEach(removeFolders);

  it('a file that could not be made whole is not there, not even as a draft', async () => {
    for (const operation of ['open', 'write', 'datasync', 'close', 'rename']) {
      disk.fault = (call): Fault | undefined => (call.operation === operation ? { code: 'EIO' } : undefined);
      await assert.rejects(writeWhole(disk, '/folder/file', text, { durable: true }), { code: 'EIO' }, operation);
      disk.fault = (): undefined => undefined;
      assert.deepEqual(await disk.names('/folder'), [], operation);
    }
    await writeWhole(disk, '/folder/file', text, { durable: true });
    assert.deepEqual(await disk.names('/folder'), ['file']);
  });

  it('a file keeps what it had when it cannot be replaced', async () => {
    await writeWhole(disk, '/folder/file', text, { durable: true });
    disk.fault = ({ operation }): Fault | undefined => (operation === 'write' ? { short: 0 } : undefined);
    await assert.rejects(writeWhole(disk, '/folder/file', Buffer.from('other'), { durable: true }), { code: 'ENOSPC' });
    assert.deepEqual(await disk.read('/folder/file'), text);
  });

  it('appends durably in one call where that is as sure as a sync', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'some ');
    const file = await systemDisk.open(path, 'ad');
    assert.equal(file.isDurable, process.platform === 'linux');
    assert.equal(await file.write(text, 0, text.length, null), text.length);
    await file.close();
    assert.equal(readFileSync(path, 'utf8'), 'some text');
    const plain = await systemDisk.open(path, 'a');
    assert.equal(plain.isDurable, false);
    await plain.close();
  });

  it('a system that cannot sync folders is none that failed; one that failed to sync is', async () => {
    for (const operation of ['open', 'sync'])
      for (const [code, isFailure] of [
        ['EPERM', false],
        ['EISDIR', false],
        ['EINVAL', false],
        ['EIO', true],
        ['ENOSPC', true],
      ] as const) {
        disk.fault = (call): Fault | undefined => (call.operation === operation ? { code } : undefined);
        const synced = syncFolder(disk, '/folder');
        if (isFailure) await assert.rejects(synced, { code });
        else await synced;
      }
  });

  it('of the system: sets a time to now, tells files from folders, and watches only what is there', async () => {
    const folder = temporaryFolder();
    const [file, inner] = [join(folder, 'file'), join(folder, 'inner')];
    writeFileSync(file, text);
    mkdirSync(inner);
    utimesSync(file, 1, 1);
    const before = Date.now() - 2_000;
    await systemDisk.touch(file);
    assert(statSync(file).mtimeMs >= before);
    const { size, isFolder } = await systemDisk.stat(file);
    assert.deepEqual([size, isFolder, (await systemDisk.stat(inner)).isFolder], [text.length, false, true]);
    systemDisk.watch(join(folder, 'none'), () => undefined).dispose();
    systemDisk.watch(folder, () => undefined).dispose();
    await systemDisk.removeFolder(inner);
    await systemDisk.removeFolder(inner);
    assert.equal(existsSync(inner), false);
  });

  it('has a name only for errors of the system', () => {
    assert.equal(codeOf(Object.assign(new Error('No.'), { code: 'EIO' })), 'EIO');
    for (const other of [
      new Error('No.'),
      Object.assign(new Error('No.'), { code: 5 }),
      { code: 'EIO' },
      'EIO',
      undefined,
    ])
      assert.equal(codeOf(other), undefined);
  });
});
