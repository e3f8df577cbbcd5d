import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '../../../../src/base/json.ts';
import type { EngineEvent } from '../../../../src/engine/events.ts';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import type { JournalStore } from '../../../../src/engine/ports.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';
import { executionId, sampleDefinition, sampleEvents } from '../../../support/engine/records.ts';
import { type Call, MemoryDisk } from '../../../support/fault/memoryDisk.ts';

const large = { text: 'ü'.repeat(300), list: Array.from({ length: 200 }, (_, index) => index) };
const lookalike = { output: { name: 'output-3-output-1.json', bytes: 3, crc: '00000000' }, files: { $file: 'x' } };

function succeeded(seq: number, output: JsonValue): EngineEvent {
  return { type: 'attemptSucceeded', seq, time_ms: seq, node_id: 'a', attempt: 1, output };
}

const events: readonly EngineEvent[] = [
  ...sampleEvents(1),
  succeeded(2, large),
  succeeded(3, lookalike),
  { type: 'nodeReady', seq: 4, time_ms: 4, node_id: 'b', items: [large, large], inputs: { large: large.text } },
  succeeded(5, 'x'.repeat(1000)),
];

describe('R6 large outputs', () => {
  let folder: string;
  let store: JournalStore;
  const place = (): string => join(folder, executionId);
  const files = (): string[] =>
    readdirSync(place())
      .filter((name) => name.startsWith('output-'))
      .sort();
  beforeEach(async () => {
    folder = temporaryFolder();
    store = fileJournal(folder, { outputInJournal: () => 512 });
    const writer = await store.create(sampleDefinition());
    await writer.append(events, true);
    await writer.close();
  });
  afterEach(removeFolders);

  it('go field by field to files beside the journal, and are there again for a reader and an owner', async () => {
    assert.deepEqual(files(), [
      'output-2-output-1.json',
      'output-4-inputs-1.json',
      'output-4-items-1.json',
      'output-5-output-1.json',
    ]);
    assert.deepEqual(JSON.parse(readFileSync(join(place(), 'output-2-output-1.json'), 'utf8')), large);
    const journal = readFileSync(join(place(), 'journal.jsonl'), 'utf8');
    assert(journal.length < 2_000);
    assert.match(journal, /"files":\{"output":\{"name":"output-2-output-1.json","bytes":\d+,"crc":"[0-9a-f]{8}"\}\}/);
    const read = await fileJournal(folder).read(executionId);
    assert.deepEqual([read?.state, read?.events], ['free', events]);
    assert.equal(JSON.stringify(read?.events), JSON.stringify(events));
    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    assert.deepEqual(opened.execution.events, events);
    await opened.writer.append([succeeded(6, large)], true);
    await opened.writer.close();
    assert.deepEqual((await store.read(executionId))?.events, [...events, succeeded(6, large)]);
    assert(files().includes('output-6-output-2.json'));
  });

  it('stay in the journal up to 1 MiB of text', async () => {
    const writer = await fileJournal(folder).create(sampleDefinition('usual'));
    await writer.append([...sampleEvents(1), succeeded(2, 'x'.repeat(1024 * 1024 - 200))], true);
    await writer.append([succeeded(3, 'x'.repeat(1024 * 1024))], true);
    await writer.close();
    assert.deepEqual(
      readdirSync(join(folder, 'usual')).filter((name) => name.startsWith('output-')),
      ['output-3-output-1.json'],
    );
  });

  it('threat T16: missing, cut, changed or another’s, make the execution unreadable, and say which file', async () => {
    const path = join(place(), 'output-4-items-1.json');
    const whole = readFileSync(path);
    const other = readFileSync(join(place(), 'output-2-output-1.json'));
    const flipped = Buffer.from(whole);
    flipped[30] = (flipped[30] ?? 0) ^ 1;
    const states: readonly (readonly [Buffer | undefined, string])[] = [
      [undefined, 'missing'],
      [Buffer.alloc(0), 'damaged'],
      [whole.subarray(0, -1), 'damaged'],
      [flipped, 'damaged'],
      [other, 'damaged'],
    ];
    for (const [bytes, what] of states) {
      if (bytes) writeFileSync(path, bytes);
      else rmSync(path);
      const problem = `The file output-4-items-1.json, which holds a large output, is ${what}`;
      const read = await store.read(executionId);
      assert.deepEqual([read?.state, read?.problem], ['unreadable', problem]);
      assert.deepEqual(await store.open(executionId), { kind: 'unreadable', problem });
    }
    writeFileSync(path, whole);
    assert.equal((await store.read(executionId))?.state, 'free');
  });

  it('of records that are not there are removed by the next owner', async () => {
    writeFileSync(join(place(), 'output-9-output-1.json'), '1');
    writeFileSync(join(place(), 'draft-1'), '1');
    await store.read(executionId);
    assert(files().includes('output-9-output-1.json'));
    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    await opened.writer.close();
    assert.equal(files().length, 4);
    assert(!readdirSync(place()).includes('draft-1'));
  });

  it('are complete and durable before the record that names them', async () => {
    const disk = new MemoryDisk();
    const writer = await fileJournal('/x', { disk, outputInJournal: () => 512 }).create(sampleDefinition());
    await writer.append(sampleEvents(1), true);
    const order: string[] = [];
    disk.fault = ({ operation, path }: Call): undefined => {
      order.push(`${operation} ${/draft|journal|execution-1$/.exec(path)?.[0] ?? path}`);
    };
    await writer.append([succeeded(2, large)], false);
    await writer.close();
    const expected = ['write draft', 'datasync draft', 'rename draft', 'sync execution-1', 'write journal'];
    assert.deepEqual(
      order.filter((each) => expected.includes(each)),
      expected,
    );
  });
});
