/** Fault F4: torn tails and bit rot, at every 16th byte of a journal of 200 records; `npm run fuzz -- --torn`: at every byte. */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../src/engine/events.ts';
import { encodeEvents, recordEncoder } from '../../src/engine/journal/codec.ts';
import { fileJournal } from '../../src/engine/journal/fileJournal.ts';
import { sealLine } from '../../src/engine/journal/record.ts';
import { executionId, sampleDefinition, sampleEvents } from '../support/engine/records.ts';
import { MemoryDisk } from '../support/fault/memoryDisk.ts';
import { isLong } from '../support/fault/seeds.ts';

const events = sampleEvents(200);
const encode = recordEncoder({ executionId, fence: 1, largestText: Infinity });
/** Each was appended and synced alone. */
let safe = 0;
const lines = events.map((event) => {
  const { bytes } = encode([event], safe);
  safe += bytes.length;
  return bytes;
});
const whole = Buffer.concat(lines);
const ends = lines.reduce<number[]>((found, line) => [...found, (found.at(-1) ?? 0) + line.length], []);
const step = isLong ? 1 : 16;
const place = `/executions/${executionId}`;

/** How many records end at this byte or before it. */
const endedBy = (byte: number): number => ends.filter((end) => end <= byte).length;

interface Opened {
  readonly kind: string;
  readonly events: readonly EngineEvent[];
  readonly problem: string | undefined;
  readonly journal: Buffer;
  readonly corrupt: Buffer | undefined;
}

const definition = sampleDefinition();
const line = sealLine(executionId, `{"v":1,"definition":${JSON.stringify(definition)}`);

async function open(journal: Buffer): Promise<Opened> {
  const disk = new MemoryDisk();
  await disk.makeFolder(place);
  await write(disk, 'definition.json', line);
  await write(disk, 'journal.jsonl', journal);
  const store = fileJournal('/executions', { disk });
  const before = process.cpuUsage();
  const opened = await store.open(executionId);
  // Of the processor: how long it takes besides is the machine's.
  const { user, system } = process.cpuUsage(before);
  assert((user + system) / 1_000 < 500, 'open takes long');
  const read = await store.read(executionId);
  assert(read);
  if (opened.kind === 'opened') {
    await opened.writer.append([{ type: 'executionResumed', seq: read.events.length + 1, time_ms: 0 }], true);
    const after = await store.read(executionId);
    assert.deepEqual([after?.events.length, after?.problem], [read.events.length + 1, undefined]);
    await opened.writer.close();
  }
  return {
    kind: opened.kind,
    events: read.events,
    problem: opened.kind === 'opened' ? opened.execution.problem : opened.kind === 'unreadable' ? opened.problem : '',
    journal: await disk.read(`${place}/journal.jsonl`),
    corrupt: await disk.read(`${place}/journal.corrupt-1`).catch(() => undefined),
  };
}

async function write(disk: MemoryDisk, name: string, bytes: Buffer): Promise<void> {
  const file = await disk.open(`${place}/${name}`, 'w');
  await file.write(bytes, 0, bytes.length, null);
}

async function assertTail(journal: Buffer, good: number, where: string): Promise<void> {
  const opened = await open(journal);
  const goodBytes = ends[good - 1] ?? 0;
  const torn = journal.length - goodBytes;
  assert.equal(opened.kind, 'opened', where);
  assert.deepEqual(opened.events, events.slice(0, good), where);
  assert.deepEqual(opened.journal.subarray(0, goodBytes), journal.subarray(0, goodBytes), where);
  const told = torn === 0 ? undefined : `The last ${torn} bytes of the journal were not completely written`;
  assert.equal(opened.problem, told, where);
  assert.deepEqual(opened.corrupt, torn === 0 ? undefined : journal.subarray(goodBytes), where);
}

describe('F4 damage (threat T16, invariants I1 and I2)', () => {
  it('cut anywhere: the intact prefix goes on, what is cut is kept and told', async () => {
    for (let cut = 0; cut <= whole.length; cut += step)
      await assertTail(whole.subarray(0, cut), endedBy(cut), `cut at ${cut}`);
    for (const end of ends) await assertTail(whole.subarray(0, end), endedBy(end), `cut at ${end}`);
  }).timeout(isLong ? 3_600_000 : 60_000);

  it('zeros, garbage, or the last record once more behind it: cut', async () => {
    const last = lines.at(-1) ?? Buffer.alloc(0);
    const other = encodeEvents('execution-2', 1, sampleEvents(3));
    for (const tail of [Buffer.alloc(4_096), Buffer.from('garbage\n\n{}\n'), last, other])
      await assertTail(Buffer.concat([whole, tail]), 200, tail.subarray(0, 20).toString());
  });

  it('a byte changed anywhere: unreadable and left as it is, or the last record is cut; nothing is guessed', async () => {
    let unreadable = 0;
    for (let at = 0; at < whole.length; at += step)
      for (const mask of isLong ? [0x01, 0x20, 0xff] : [[0x01, 0x20, 0xff][(at / step) % 3] ?? 1]) {
        const journal = Buffer.from(whole);
        journal[at] = (journal[at] ?? 0) ^ mask;
        const where = `byte ${at} ^ ${mask}`;
        const good = endedBy(at);
        if (good >= 198 && (good === 199 || at === (ends[198] ?? 0) - 1)) await assertTail(journal, good, where);
        else {
          const opened = await open(journal);
          assert.equal(opened.kind, 'unreadable', where);
          assert.match(opened.problem ?? '', /damaged at byte \d+, with good records behind it/, where);
          assert.deepEqual(opened.events, events.slice(0, good), where);
          assert.deepEqual(opened.journal, journal, where);
          unreadable++;
        }
      }
    assert(unreadable > 1_000);
  }).timeout(isLong ? 3_600_000 : 60_000);

  it('zeros where a page was lost that was once on the disk: the same', async () => {
    for (let at = 0; at + 512 < whole.length; at += step * 16) {
      const journal = Buffer.from(whole);
      journal.fill(0, at, at + 512);
      const opened = await open(journal);
      assert.deepEqual(opened.events, events.slice(0, endedBy(at)));
      assert(['opened', 'unreadable'].includes(opened.kind));
      assert.equal(opened.kind === 'unreadable', at + 512 < (ends[198] ?? 0), `zeros at ${at}`);
    }
  });

  it('zeros, or the end of it, of what was never synced: cut, also with good records behind', async () => {
    const batches = [encode(events.slice(0, 50), 0).bytes];
    const synced = batches[0]?.length ?? 0;
    for (let from = 50; from < 200; from += 50) batches.push(encode(events.slice(from, from + 50), synced).bytes);
    const unsynced = Buffer.concat(batches);
    for (let at = synced; at + 512 < unsynced.length - 500; at += step * 4) {
      const journal = Buffer.from(unsynced);
      journal.fill(0, at, at + 512);
      const opened = await open(journal);
      assert.equal(opened.kind, 'opened', `zeros at ${at}`);
      assert([50, 100, 150].includes(opened.events.length));
      assert.deepEqual(opened.events, events.slice(0, opened.events.length));
      assert.match(opened.problem ?? '', /were not completely written/);
    }
  }).timeout(isLong ? 600_000 : 30_000);
});
