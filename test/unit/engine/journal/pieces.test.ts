/** E2: large batches, which are written in pieces while they are encoded, and what is prepared before the first append. */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../../src/engine/events.ts';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import type { JournalStore, JournalWriter } from '../../../../src/engine/ports.ts';
import { ManualClock, turn } from '../../../support/engine/manualClock.ts';
import { executionId, sampleDefinition, sampleEvents } from '../../../support/engine/records.ts';
import { type Call, type Fault, MemoryDisk } from '../../../support/fault/memoryDisk.ts';
import { chanceFrom } from '../../../support/fault/seeds.ts';

const before = sampleEvents(1);
/** Of eight pieces: the disk begins while most of them are still to come. */
const batch: EngineEvent[] = Array.from({ length: 7_500 }, (_, index) => ({
  type: 'nodeReady',
  seq: index + 2,
  time_ms: 5,
  node_id: `b${index}`,
}));
const all = [...before, ...batch];

interface Made {
  readonly disk: MemoryDisk;
  readonly clock: ManualClock;
  readonly store: JournalStore;
  readonly writer: JournalWriter;
  readonly operations: string[];
  readonly told: (string | undefined)[];
}

/** @param fault of the calls that concern the journal's file, once it is made, the first being 1 */
async function made(fault: (operation: string, number: number) => Fault | undefined = () => undefined): Promise<Made> {
  const disk = new MemoryDisk();
  const clock = new ManualClock();
  const store = fileJournal('/x', { disk, clock });
  const writer = await store.create(sampleDefinition());
  await writer.append(before, true);
  const operations: string[] = [];
  const told: (string | undefined)[] = [];
  writer.listen({ stalled: (problem) => told.push(problem), requested: () => undefined });
  disk.fault = ({ operation, path }: Call): Fault | undefined => {
    if (!path.endsWith('journal.jsonl')) return undefined;
    operations.push(operation);
    return fault(operation, operations.length);
  };
  return { disk, clock, store, writer, operations, told };
}

async function eventsOn(disk: MemoryDisk): Promise<readonly EngineEvent[]> {
  disk.fault = (): undefined => undefined;
  return (await fileJournal('/x', { disk }).read(executionId))?.events ?? [];
}

async function bytesOn(disk: MemoryDisk): Promise<Buffer> {
  disk.fault = (): undefined => undefined;
  return await disk.read(`/x/${executionId}/journal.jsonl`);
}

/** Lets time pass until it is done. */
async function passing(clock: ManualClock, work: Promise<void>): Promise<void> {
  const over = { is: false };
  void work.then(() => (over.is = true));
  while (!over.is) await clock.advance(250);
}

const lost = (disk: MemoryDisk): MemoryDisk => disk.afterPowerCut(() => 0.99);

describe('E2 a large batch', () => {
  it('is written in pieces, synced last when all of it is there, and read as a whole', async () => {
    const { disk, writer, operations } = await made();
    await writer.append(batch, true);
    assert.equal(operations.filter((operation) => operation === 'write').length, 8);
    assert.equal(operations.indexOf('datasync') < operations.lastIndexOf('write'), true);
    assert.deepEqual([...operations.slice(0, 2), operations.at(-1)], ['open', 'write', 'datasync']);
    assert.equal(operations.lastIndexOf('write') < operations.length - 1, true);
    assert.equal(writer.bytes, (await bytesOn(disk)).length);
    assert.deepEqual(await eventsOn(lost(disk)), all);
    await writer.close();
  });

  it('of few pieces is not synced before all of it is written', async () => {
    const { writer, operations } = await made();
    await writer.append(batch.slice(0, 2_500), true);
    assert.deepEqual(operations, ['open', 'write', 'write', 'write', 'datasync']);
  });

  it('that need not be durable is begun with as well; what fails of that is written again with what must be', async () => {
    for (const fails of [false, true]) {
      let failures = 0;
      const { disk, clock, writer, operations, told } = await made((operation) =>
        fails && operation === 'datasync' && failures++ === 0 ? { code: 'EIO' } : undefined,
      );
      await writer.append(batch, false);
      assert.equal(operations.includes('datasync'), true);
      await passing(clock, writer.append(sampleEvents(1, all.length + 1), true));
      assert.deepEqual([told.length, told.at(-1)], [fails ? 2 : 0, undefined]);
      assert.equal((await eventsOn(lost(disk))).length, all.length + 1);
      await writer.close();
    }
  });

  for (const fault of [{ code: 'EIO' }, { short: 0 }] as const)
    it(`threat T17: loses and repeats nothing whichever call fails (${JSON.stringify(fault)})`, async () => {
      const smooth = await made();
      await smooth.writer.append(batch, true);
      const expected = await bytesOn(smooth.disk);
      for (let failing = 1; ; failing++) {
        const { disk, clock, writer, operations, told } = await made((operation, number) =>
          number === failing && (operation === 'write' || 'code' in fault) ? fault : undefined,
        );
        await passing(clock, writer.append(batch, true));
        const tries = operations.length;
        assert.equal(expected.equals(await bytesOn(lost(disk))), true, `call ${failing}`);
        await passing(clock, writer.append(sampleEvents(1, all.length + 1), true));
        assert.equal((await eventsOn(lost(disk))).length, all.length + 1, `call ${failing}`);
        assert.equal(writer.bytes, (await bytesOn(disk)).length);
        if (failing > tries) break;
        assert.deepEqual(told.slice(1), told.length > 0 ? [undefined] : []);
      }
    });

  it('of which the power leaves a part was never acknowledged, and is read whole or not at all', async () => {
    const { disk, writer, operations } = await made();
    const append = writer.append(batch, true);
    while (operations.filter((operation) => operation === 'datasync').length === 0) await Promise.resolve();
    for (let seed = 0; seed < 40; seed++) {
      const found = await eventsOn(disk.afterPowerCut(chanceFrom(seed)));
      assert.equal(found.length === before.length || found.length === all.length, true, `${found.length} events`);
    }
    await append;
  });
});

describe('E3 what is prepared while it is decided what comes first', () => {
  it('does again what failed', async () => {
    for (const [failing, where] of [
      ['open', 'journal.jsonl'],
      ['sync', ''],
      ['datasync', 'definition.json'],
    ] as const) {
      const disk = new MemoryDisk();
      let failures = 0;
      disk.fault = ({ operation, path }: Call): Fault | undefined =>
        operation === failing && path.endsWith(where) && failures++ === 0 ? { code: 'EMFILE' } : undefined;
      const clock = new ManualClock();
      const writer = await fileJournal('/x', { disk, clock }).create(sampleDefinition());
      // Until all that is prepared is over.
      await turn();
      await passing(clock, writer.append(before, true));
      assert.equal(failures > 0, true);
      assert.deepEqual(await eventsOn(lost(disk)), before);
      await writer.close();
    }
  });

  it('is finished before it is closed', async () => {
    const disk = new MemoryDisk();
    const open = new Set<number>();
    const opened = disk.open.bind(disk);
    disk.open = async (path, flags): ReturnType<typeof opened> => {
      const file = await opened(path, flags);
      const number = open.size + disk.calls;
      open.add(number);
      return {
        ...file,
        close: () => {
          open.delete(number);
          return file.close();
        },
      };
    };
    const writer = await fileJournal('/x', { disk }).create(sampleDefinition());
    await writer.close();
    const { calls } = disk;
    for (let turns = 0; turns < 50; turns++) await Promise.resolve();
    assert.deepEqual([open.size, disk.calls], [0, calls]);
  });
});
