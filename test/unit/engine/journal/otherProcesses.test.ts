/** E5, threat T18: what one sees of other processes' executions without reading them, and taking one from a process that hangs. */
import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import { fileOtherProcesses, type OtherProcesses } from '../../../../src/engine/journal/otherProcesses.ts';
import { takeLock } from '../../../../src/engine/journal/lock.ts';
import { tellingStalls } from '../../../../src/engine/journal/tellingStalls.ts';
import type { JournalStore, JournalWriter } from '../../../../src/engine/ports.ts';
import type { ControlRequest } from '../../../../src/protocol/execution.ts';
import { turn } from '../../../support/engine/manualClock.ts';
import { executionId, sampleDefinition, sampleEvents } from '../../../support/engine/records.ts';
import { type Fault, MemoryDisk } from '../../../support/fault/memoryDisk.ts';
import { QuickClock } from '../../../support/fault/quickClock.ts';

describe('what other processes do with stored executions', () => {
  const place = `/executions/${executionId}`;
  let disk: MemoryDisk;
  let clock: QuickClock;
  let store: JournalStore;
  let others: OtherProcesses;
  let writer: JournalWriter;

  beforeEach(async () => {
    disk = new MemoryDisk();
    clock = new QuickClock();
    store = fileJournal('/executions', { disk, clock });
    others = fileOtherProcesses('/executions', { disk, clock });
    writer = await store.create(sampleDefinition());
  });

  /** Writes something else into the lock, as another owner would. */
  async function describeOwner(text: string): Promise<void> {
    const file = await disk.open(`${place}/lock-000001`, 'w');
    await file.write(Buffer.from(text), 0, Buffer.byteLength(text), 0);
    await file.close();
  }
  const elsewhere = JSON.stringify({ pid: 7, host: 'elsewhere', process_start: null, boot_id: null, released: false });

  /** While it is waited for the time to pass, at most `times`. */
  function meanwhile(times: number, act: () => Promise<void>): void {
    const waiting = clock.schedule.bind(clock);
    let left = times;
    clock.schedule = (delayMs, callback) =>
      waiting(delayMs, () => {
        if (left-- > 0) void act().then(callback);
        else callback();
      });
  }

  describe('the owner', () => {
    it('is told with its process and its last beat', async () => {
      const { mtimeMs } = await disk.stat(`${place}/lock-000001`);
      assert.deepEqual(await others.owner(executionId), { pid: process.pid, host: undefined, beatMs: mtimeMs });
      await disk.touch(`${place}/lock-000001`);
      assert.notEqual((await others.owner(executionId))?.beatMs, mtimeMs);
    });

    it('is nobody when it let go, and for what there is not', async () => {
      await writer.close();
      assert.equal(await others.owner(executionId), undefined);
      assert.equal(await others.owner('nothing'), undefined);
      assert.equal(await others.owner('../nothing'), undefined);
    });

    it('of another machine has its name; of one that cannot be read nothing is known', async () => {
      disk.touch = () => Promise.resolve();
      const now = Date.now();
      disk.stat = (path) => MemoryDisk.prototype.stat.call(disk, path).then((times) => ({ ...times, mtimeMs: now }));
      assert.notEqual(hostname(), 'elsewhere');
      await describeOwner(elsewhere);
      assert.deepEqual(await others.owner(executionId), { pid: 7, host: 'elsewhere', beatMs: now });
      await describeOwner('{');
      assert.deepEqual(await others.owner(executionId), { pid: undefined, host: undefined, beatMs: now });
    });
  });

  describe('giving it up', () => {
    it('lets the next open take its execution, with a higher fence and in a copy of the journal', async () => {
      await writer.append(sampleEvents(2), true);
      assert.equal((await store.open(executionId)).kind, 'owned');
      const beganMs = clock.monotonicMs();
      assert.equal(await others.giveUp(executionId), true);
      assert(clock.monotonicMs() - beganMs >= 5_000, 'it was not watched');
      assert.equal(await others.owner(executionId), undefined);
      const opened = await store.open(executionId);
      assert(opened.kind === 'opened');
      assert.deepEqual(opened.execution.events, sampleEvents(2));
      assert((await disk.names(place)).includes('lock-000002'));
      await opened.writer.append(sampleEvents(1, 3), true);
      // Nothing of the old one counts, whatever it believes.
      await writer.append(sampleEvents(1, 3), false).catch(() => undefined);
      assert.deepEqual((await store.read(executionId))?.events, sampleEvents(3));
      await opened.writer.close();
      await writer.close();
    });

    it('is for one open only', async () => {
      assert.equal(await others.giveUp(executionId), true);
      const lock = await takeLock(place, disk);
      assert.equal(lock?.fence, 2);
      assert.equal(await takeLock(place, disk), undefined);
      await lock.release();
      await writer.close();
    });

    it('does nothing while its heart beats', async () => {
      meanwhile(1, () => disk.touch(`${place}/lock-000001`));
      assert.equal(await others.giveUp(executionId), false);
      assert.equal((await store.open(executionId)).kind, 'owned');
      await writer.close();
    });

    it('has nothing to do when it lets go meanwhile, or nobody has it', async () => {
      meanwhile(1, () => writer.close());
      assert.equal(await others.giveUp(executionId), true);
      assert.equal(await others.giveUp(executionId), true);
      assert.equal(await others.giveUp('nothing'), true);
      assert.equal(await others.giveUp('../nothing'), true);
    });
  });

  it('an owner of which it was taken hears that it is to stop, though it has nothing to write', async () => {
    const heard = new Promise<ControlRequest>((resolve) => {
      writer.listen({ stalled: () => undefined, requested: resolve });
    });
    // Another process: this one knows nothing of it.
    await disk.rename(`${place}/lock-000001`, `${place}/lock-000002`);
    assert.deepEqual(await heard, { type: 'cancel' });
    await writer.close();
  });

  it('threat T17: an owner tells that it can write nothing, and that it can again, in its lock', async () => {
    await writer.close();
    const telling = tellingStalls(store, '/executions', disk);
    const opened = await telling.open(executionId);
    assert(opened.kind === 'opened');
    const owner = opened.writer;
    const problems: (string | undefined)[] = [];
    owner.listen({ stalled: (problem) => problems.push(problem), requested: () => undefined });
    await owner.append(sampleEvents(1), true);
    const lockBytes = async (): Promise<number> => (await disk.stat(`${place}/lock-000002`)).size;
    const before = [await lockBytes(), await others.look(executionId)] as const;
    assert.equal(before[1]?.isStalled, false);
    disk.fault = ({ operation, path }): Fault | undefined =>
      operation === 'write' && path.endsWith('journal.jsonl') ? { code: 'ENOSPC' } : undefined;
    const appended = owner.append(sampleEvents(1, 2), true);
    while ((await others.look(executionId))?.isStalled !== true) await turn();
    assert.notEqual((await others.look(executionId))?.stamp, before[1].stamp);
    disk.fault = (): undefined => undefined;
    await appended;
    while ((await others.look(executionId))?.isStalled !== false) await turn();
    assert.deepEqual([problems.length, problems[1], await lockBytes()], [2, undefined, before[0]]);
    await owner.close();
    assert.equal((await store.open(executionId)).kind, 'opened');
  });

  it('the stamp changes with what a reader sees, and only then', async () => {
    const seen = new Set<string | undefined>();
    const isNew = async (): Promise<boolean> => {
      const stamp = (await others.look(executionId))?.stamp;
      const before = seen.size;
      return stamp !== undefined && seen.add(stamp).size > before;
    };
    await writer.append(sampleEvents(2), true);
    assert.equal(await isNew(), true);
    assert.equal(await isNew(), false);
    await writer.append(sampleEvents(1, 3), false);
    assert.equal(await isNew(), true);
    await disk.touch(`${place}/lock-000001`);
    assert.equal(await isNew(), false);
    await writer.close();
    assert.equal(await isNew(), true);
    assert.equal(await isNew(), false);
    assert.equal(await others.look('nothing'), undefined);
    assert.equal(await others.look('../nothing'), undefined);
  });
});
