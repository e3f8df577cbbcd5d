import assert from 'node:assert/strict';
import { decodeJournal } from '../../../../src/engine/journal/codec.ts';
import { syncFolder } from '../../../../src/engine/journal/fileDisk.ts';
import { FileWriter } from '../../../../src/engine/journal/fileWriter.ts';
import { ManualClock, turn } from '../../../support/engine/manualClock.ts';
import { executionId, sampleEvents } from '../../../support/engine/records.ts';
import { type Call, type Fault, MemoryDisk } from '../../../support/fault/memoryDisk.ts';

const events = sampleEvents(5);
const place = '/executions/execution-1';
const path = `${place}/journal.jsonl`;
const noSpace = { code: 'ENOSPC' } as const;

class Made {
  readonly disk = new MemoryDisk();
  readonly clock = new ManualClock();
  readonly told: (string | undefined)[] = [];
  readonly operations: string[] = [];
  isHeld = true;
  /** What looking at the lock fails with. */
  lockFailure: Error | undefined;
  isRegular = true;
  released = false;
  spoil: (call: Call) => Fault | undefined = () => undefined;
  writer!: FileWriter;

  static async make(): Promise<Made> {
    const made = new Made();
    await made.disk.makeFolder(place);
    for (const folder of ['/', '/executions']) await syncFolder(made.disk, folder);
    made.disk.fault = (call): Fault | undefined => {
      made.operations.push(call.operation);
      return made.spoil(call);
    };
    const lock = {
      fence: 1,
      tookOver: false,
      isRegular: () => made.isRegular,
      above: () => Promise.resolve(undefined),
      isHeld: () => (made.lockFailure === undefined ? Promise.resolve(made.isHeld) : Promise.reject(made.lockFailure)),
      release: () => {
        made.released = true;
        return Promise.resolve();
      },
    };
    const { disk, clock } = made;
    made.writer = new FileWriter({
      executionId,
      place,
      fence: 1,
      lock,
      disk,
      clock,
      length: 0,
      largestText: 8_000_000,
      andDurable: () => syncFolder(disk, place),
    });
    made.writer.listen({ stalled: (problem) => made.told.push(problem), requested: () => undefined });
    return made;
  }

  /** What a reader finds. */
  async events(): Promise<readonly unknown[]> {
    this.spoil = (): undefined => undefined;
    return decodeJournal(executionId, await this.disk.read(path)).events;
  }

  /** What is found after the power was cut and everything was lost that could be. */
  async durable(): Promise<readonly unknown[]> {
    const after = this.disk.afterPowerCut(() => 0.99);
    return decodeJournal(executionId, await after.read(path).catch(() => Buffer.alloc(0))).events;
  }

  count(operation: string): number {
    return this.operations.filter((each) => each === operation).length;
  }
}

/** Whether it has resolved by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  for (let turns = 0; turns < 5; turns++) await turn();
  return settled;
}

describe('E2 the writer', () => {
  it('fault F5: goes on after a short write', async () => {
    const made = await Made.make();
    made.spoil = ({ operation }): Fault | undefined => (operation === 'write' ? { short: 7 } : undefined);
    await made.writer.append(events, true);
    assert.deepEqual([await made.events(), made.told], [events, []]);
  });

  it('makes what waits durable together, and resolves only then', async () => {
    const made = await Made.make();
    const resolved: number[] = [];
    const appends = sampleEvents(9).map(async (event, index) => {
      await made.writer.append([event], index === 8);
      resolved.push(index);
    });
    await Promise.all(appends);
    assert.deepEqual(resolved, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual([made.count('write'), made.count('datasync')], [2, 1]);
    assert.equal(made.writer.bytes, (await made.disk.read(path)).length);
  });

  it('syncs nothing that need not be durable, unless it is much', async () => {
    const made = await Made.make();
    await made.writer.append(events, false);
    assert.deepEqual([await made.events(), made.count('datasync')], [events, 0]);
    const [first] = sampleEvents(1, 6);
    assert(first?.type === 'agentLogged');
    await made.writer.append([{ ...first, message: 'x'.repeat(5 * 1024 * 1024) }], false);
    assert.equal(made.count('datasync'), 1);
  });

  for (const writesDurably of [true, false])
    it(`makes a small batch durable, and what came before it (${writesDurably ? 'in one call' : 'by a sync'})`, async () => {
      const made = await Made.make();
      made.disk.writesDurably = writesDurably;
      await made.writer.append(sampleEvents(1), true);
      assert.deepEqual(await made.durable(), sampleEvents(1));
      await made.writer.append(sampleEvents(2, 2), false);
      assert.deepEqual(await made.durable(), sampleEvents(1));
      await made.writer.append(sampleEvents(1, 4), true);
      assert.deepEqual(await made.durable(), sampleEvents(4));
      await made.writer.append(sampleEvents(1, 5), true);
      assert.deepEqual(await made.durable(), events);
    });

  const refusals: readonly (readonly [string, Call['operation'], Fault])[] = [
    ...['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'EROFS', 'EACCES', 'EINTR'].flatMap((code) =>
      (['open', 'write', 'datasync'] as const).map((operation) => [code, operation, { code }] as const),
    ),
    ['a write of nothing', 'write', { short: 0 }],
  ];
  for (const [what, operation, fault] of refusals)
    it(`threat T17: ${what} on ${operation}: waits, tells once, and goes on without a loss`, async () => {
      const made = await Made.make();
      let refuses = true;
      made.spoil = (call): Fault | undefined => (refuses && call.operation === operation ? fault : undefined);
      const first = made.writer.append(events, true);
      const second = made.writer.append(sampleEvents(2, 6), true);
      assert.equal(await isSettled(first), false);
      await made.clock.advance(1_000);
      assert.equal(made.told.length, 1);
      assert.match(made.told[0] ?? '', /^The journal cannot be written now: /);
      refuses = false;
      await made.clock.advance(5_000);
      await Promise.all([first, second]);
      assert.deepEqual(made.told.slice(1), [undefined]);
      assert.deepEqual(await made.durable(), sampleEvents(7));
      assert.deepEqual(await made.events(), sampleEvents(7));
    });

  it('threat T17: tries ever less often, and at once once more when it is closed; what waits is then rejected', async () => {
    const made = await Made.make();
    await made.writer.append(events, true);
    made.spoil = ({ operation }): Fault | undefined => (operation === 'write' ? noSpace : undefined);
    const append = made.writer.append(sampleEvents(1, 6), false);
    const tries: number[] = [];
    for (let second = 0; second < 60; second++) {
      const before = made.count('write');
      await made.clock.advance(1_000);
      tries.push(made.count('write') - before);
    }
    const sum = (from: number, to: number): number => tries.slice(from, to).reduce((total, each) => total + each, 0);
    assert(sum(0, 4) >= 4, tries.join());
    assert.equal(sum(10, 60), 10);
    const before = made.count('write');
    const closing = made.writer.close();
    await assert.rejects(append, { code: 'ENOSPC' });
    await closing;
    assert.equal(made.count('write') - before, 1);
    assert.deepEqual([made.released, made.clock.timers], [true, 0]);
    await assert.rejects(made.writer.append(sampleEvents(1, 6), true), /ENOSPC/);
    assert.deepEqual(await made.events(), events);
  });

  it('threat T17: closing brings in what waited when the storage takes it by then', async () => {
    const made = await Made.make();
    made.spoil = ({ operation }): Fault | undefined => (operation === 'write' ? noSpace : undefined);
    const append = made.writer.append(events, true);
    assert.equal(await isSettled(append), false);
    made.spoil = (): undefined => undefined;
    await Promise.all([made.writer.close(), append]);
    assert.deepEqual(await made.events(), events);
    await assert.rejects(made.writer.append(sampleEvents(1, 6), true), /The journal is closed/);
  });

  it('a sync that failed loses nothing that came before it: all is written again, and nothing cut meanwhile', async () => {
    const made = await Made.make();
    await made.writer.append(sampleEvents(2), true);
    await made.writer.append(sampleEvents(2, 3), false);
    let failures = 1;
    made.spoil = ({ operation }): Fault | undefined =>
      operation === 'datasync' && failures-- > 0 ? { code: 'EIO' } : undefined;
    const append = made.writer.append(sampleEvents(1, 5), true);
    assert.equal(await isSettled(append), false);
    assert.deepEqual(decodeJournal(executionId, await made.disk.read(path)).events, events);
    await made.clock.advance(250);
    await append;
    assert.deepEqual(await made.durable(), events);
    await made.writer.append(sampleEvents(1, 6), true);
    assert.deepEqual(await made.events(), sampleEvents(6));
  });

  it('a write that was half done is done again in its place', async () => {
    const made = await Made.make();
    await made.writer.append(sampleEvents(2), false);
    let writes = 0;
    made.spoil = ({ operation }): Fault | undefined => {
      if (operation !== 'write') return undefined;
      return writes++ === 0 ? { short: 30 } : writes === 2 ? noSpace : undefined;
    };
    const append = made.writer.append(sampleEvents(3, 3), false);
    await turn();
    await made.clock.advance(250);
    await append;
    assert.deepEqual(await made.durable(), events);
  });

  it('tells a listener that comes later', async () => {
    const made = await Made.make();
    made.spoil = (): Fault => noSpace;
    const append = made.writer.append(events, true);
    await isSettled(append);
    const told: unknown[] = [];
    made.writer.listen({ stalled: (problem) => told.push(problem), requested: () => undefined });
    assert.equal(told.length, 1);
    made.spoil = (): undefined => undefined;
    await made.clock.advance(250);
    await append;
    assert.equal(told[1], undefined);
  });

  it('threat T18: a lost lock is final, also while it waits; nothing more is written', async () => {
    const made = await Made.make();
    await made.writer.append(events, true);
    made.spoil = ({ operation }): Fault | undefined => (operation === 'write' ? noSpace : undefined);
    const append = made.writer.append(sampleEvents(1, 6), true);
    assert.equal(await isSettled(append), false);
    made.isHeld = false;
    made.spoil = (): undefined => undefined;
    const lost = assert.rejects(append, /Another process has taken over this execution/);
    await made.clock.advance(5_000);
    await lost;
    assert.equal(made.told.length, 1);
    assert.deepEqual(await made.events(), events);
    await assert.rejects(made.writer.append(sampleEvents(1, 6), true), /taken over/);
    await made.writer.close();
  });

  it('threat T18: acknowledges nothing that it wrote after it was stopped for a while and lost the lock', async () => {
    const made = await Made.make();
    await made.writer.append(sampleEvents(2), true);
    made.spoil = ({ operation }): undefined => {
      if (operation !== 'write') return;
      made.isRegular = false;
      made.isHeld = false;
    };
    await assert.rejects(made.writer.append(sampleEvents(1, 3), true), /taken over/);
  });

  it('is over when the folder is gone, but waits when the disk only does not say who owns it', async () => {
    const made = await Made.make();
    made.lockFailure = Object.assign(new Error('No answer'), { code: 'EIO' });
    const append = made.writer.append(events, true);
    assert.equal(await isSettled(append), false);
    assert.deepEqual(made.told, ['The journal cannot be written now: No answer']);
    made.lockFailure = undefined;
    await made.clock.advance(250);
    await append;
    assert.deepEqual(await made.durable(), events);
    made.isRegular = false;
    for (const failure of [Object.assign(new Error('None'), { code: 'ENOENT' }), new Error('None')]) {
      made.lockFailure = failure;
      await assert.rejects(made.writer.append(sampleEvents(1, 6), true), /The folder of this execution is gone/);
    }
    await made.writer.close();
    assert.deepEqual([await made.events(), made.released], [events, true]);
  });

  it('tells requests to one listener at a time, and to none once it is closed', async () => {
    const disk = new MemoryDisk();
    await disk.makeFolder(place);
    const watched: string[] = [];
    let ears = 0;
    const writer = new FileWriter({
      executionId,
      place,
      fence: 1,
      lock: {
        fence: 1,
        tookOver: false,
        isRegular: () => true,
        above: () => Promise.resolve(undefined),
        isHeld: () => Promise.resolve(true),
        release: () => Promise.resolve(),
      },
      disk,
      clock: new ManualClock(),
      length: 0,
      largestText: 8_000_000,
      watchRequests() {
        const name = `ear ${++ears}`;
        watched.push(`${name} opens`);
        return { dispose: () => watched.push(`${name} closes`) };
      },
    });
    const deaf = { stalled: (): void => undefined, requested: (): void => undefined };
    writer.listen(deaf);
    writer.listen(deaf);
    await writer.close();
    assert.deepEqual(watched, ['ear 1 opens', 'ear 1 closes', 'ear 2 opens', 'ear 2 closes']);
    writer.listen(deaf);
    assert.equal(ears, 2);
    await assert.rejects(writer.append(events, true), /The journal is closed/);
  });
});
