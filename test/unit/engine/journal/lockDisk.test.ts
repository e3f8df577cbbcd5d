/** What a lock does on a disk that refuses or is slow; processes and owners: `lock.test.ts`. */
import assert from 'node:assert/strict';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import { isOwned, takeLock } from '../../../../src/engine/journal/lock.ts';
import { executionId, sampleDefinition, sampleEvents } from '../../../support/engine/records.ts';
import { type Call, type Fault, MemoryDisk } from '../../../support/fault/memoryDisk.ts';

const folder = '/executions/execution-1';

describe('E5 a lock on any disk', () => {
  let disk: MemoryDisk;
  const failing = (fault: (call: Call) => Fault | undefined): void => {
    disk.fault = fault;
  };
  const locks = async (): Promise<readonly string[]> => {
    disk.fault = (): undefined => undefined;
    return [...(await disk.names(folder))].sort();
  };
  beforeEach(async () => {
    disk = new MemoryDisk();
    await disk.makeFolder(folder);
  });

  for (const code of ['EPERM', 'ENOTSUP', 'ENOSYS'])
    it(`is taken by one only where there are no hard links (${code})`, async () => {
      failing(({ operation }) => (operation === 'link' ? { code } : undefined));
      const tries = await Promise.all(Array.from({ length: 5 }, () => takeLock(folder, disk)));
      const got = tries.filter((lock) => lock !== undefined);
      assert.equal(got.length, 1);
      assert.equal(await got[0]?.isHeld(), true);
      await got[0]?.release();
      assert.deepEqual(await locks(), ['lock-000001']);
    });

  it('that cannot be written whole without hard links is not there', async () => {
    failing(({ operation, path }) => {
      if (operation === 'link') return { code: 'EPERM' };
      return operation === 'write' && path.includes('lock-') ? { code: 'ENOSPC' } : undefined;
    });
    await assert.rejects(takeLock(folder, disk), { code: 'ENOSPC' });
    assert.deepEqual(await locks(), []);
    const lock = await takeLock(folder, disk);
    assert.equal(lock?.fence, 1);
    await lock.release();
  });

  it('is told when the disk fails, and then is nobody’s', async () => {
    failing(({ operation }) => (operation === 'link' ? { code: 'EIO' } : undefined));
    await assert.rejects(takeLock(folder, disk), { code: 'EIO' });
    assert.deepEqual(await locks(), []);
    // Made, and then the folder could not be looked at again.
    let looks = 0;
    failing(({ operation }) => (operation === 'names' && ++looks === 2 ? { code: 'EIO' } : undefined));
    await assert.rejects(takeLock(folder, disk), { code: 'EIO' });
    assert.deepEqual(await locks(), ['lock-000001']);
    assert.equal(await isOwned(folder, disk), false);
    const lock = await takeLock(folder, disk);
    assert.equal(lock?.fence, 2);
    await lock.release();
  });

  it('is given up by who was so slow that two others had it meanwhile', async () => {
    let looks = 0;
    failing(({ operation }) => {
      // Between its first look and its lock: another takes the same number, lets go, and a third takes the next.
      if (operation === 'link' && ++looks === 1) void disk.open(`${folder}/lock-000002`, 'w');
      return undefined;
    });
    assert.equal(await takeLock(folder, disk), undefined);
    assert.deepEqual(await locks(), ['lock-000002']);
  });

  it('is dead when its file is gone, and alive when it must not be read but is fresh', async () => {
    const lock = await takeLock(folder, disk);
    failing(({ operation }) => (operation === 'read' ? { code: 'ENOENT' } : undefined));
    assert.equal(await isOwned(folder, disk), false);
    for (const code of ['EACCES', 'EPERM']) {
      const freshMs = Date.now();
      const stat = disk.stat.bind(disk);
      disk.stat = async (path) => ({ ...(await stat(path)), mtimeMs: freshMs });
      failing(({ operation }) => (operation === 'read' ? { code } : undefined));
      assert.equal(await isOwned(folder, disk), true, code);
      disk.stat = async (path) => ({ ...(await stat(path)), mtimeMs: freshMs - 61_000 });
      assert.equal(await isOwned(folder, disk), false, code);
      disk.stat = stat;
      failing(({ operation }) =>
        operation === 'read' ? { code } : operation === 'stat' ? { code: 'ENOENT' } : undefined,
      );
      assert.equal(await isOwned(folder, disk), false, code);
      failing(({ operation }) =>
        operation === 'read' ? { code } : operation === 'stat' ? { code: 'EIO' } : undefined,
      );
      await assert.rejects(isOwned(folder, disk), { code: 'EIO' });
    }
    failing(({ operation }) => (operation === 'read' ? { code: 'EIO' } : undefined));
    await assert.rejects(isOwned(folder, disk), { code: 'EIO' });
    disk.fault = (): undefined => undefined;
    await lock?.release();
  });

  describe('of an execution that is opened', () => {
    const store = (): ReturnType<typeof fileJournal> => fileJournal('/executions', { disk });
    beforeEach(async () => {
      disk = new MemoryDisk();
      const writer = await store().create(sampleDefinition());
      await writer.append(sampleEvents(3), true);
      await writer.close();
    });

    it('is given up again when what was stored cannot be read, and the reason is told', async () => {
      failing(({ operation, path }) =>
        operation === 'read' && path.endsWith('journal.jsonl') ? { code: 'EIO' } : undefined,
      );
      await assert.rejects(store().open(executionId), { code: 'EIO' });
      await assert.rejects(store().read(executionId), { code: 'EIO' });
      disk.fault = (): undefined => undefined;
      assert.equal((await store().read(executionId))?.state, 'free');
      const opened = await store().open(executionId);
      assert(opened.kind === 'opened');
      assert.deepEqual(opened.execution.events, sampleEvents(3));
      await opened.writer.close();
    });

    it('invariant I9: is another’s who was faster to raise it above what the journal has seen', async () => {
      for (const name of await disk.names(folder)) if (name.startsWith('lock-')) await disk.remove(`${folder}/${name}`);
      let links = 0;
      failing(({ operation }) => (operation === 'link' && ++links === 2 ? { code: 'EEXIST' } : undefined));
      assert.deepEqual(await store().open(executionId), { kind: 'owned' });
      assert.equal(links, 2);
      disk.fault = (): undefined => undefined;
      assert.deepEqual((await store().read(executionId))?.events, sampleEvents(3));
    });
  });
});
