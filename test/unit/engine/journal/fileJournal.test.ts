import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import type { JournalStore } from '../../../../src/engine/ports.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';
import { MemoryDisk } from '../../../support/fault/memoryDisk.ts';
import { executionId, sampleDefinition, sampleEvents } from '../../../support/engine/records.ts';

const events = sampleEvents(5);

describe('E3 executions in folders', () => {
  let folder: string;
  let store: JournalStore;
  const journal = (): string => join(folder, executionId, 'journal.jsonl');
  const names = (): string[] =>
    readdirSync(join(folder, executionId)).filter((name) => name.startsWith('journal.') || name.startsWith('def'));
  beforeEach(async () => {
    folder = join(temporaryFolder(), 'executions');
    store = fileJournal(folder);
    const writer = await store.create(sampleDefinition());
    await writer.append(events, true);
    await writer.close();
  });
  afterEach(removeFolders);

  it('give back what was written, also to another process’s store', async () => {
    const stored = { id: executionId, definition: sampleDefinition(), events, state: 'free' };
    assert.deepEqual(await fileJournal(folder).read(executionId), stored);
    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    assert.deepEqual(opened.execution, { ...stored, state: 'owned' });
    await opened.writer.append(sampleEvents(2, 6), true);
    assert.equal((await store.read(executionId))?.state, 'owned');
    assert.deepEqual((await store.open(executionId)).kind, 'owned');
    await opened.writer.close();
    assert.deepEqual((await store.read(executionId))?.events, [...events, ...sampleEvents(2, 6)]);
  });

  it('are there to be read once `create` and `append` have resolved, with the owner alive', async () => {
    const writer = await store.create(sampleDefinition('execution-2'));
    assert.deepEqual(await store.read('execution-2'), {
      id: 'execution-2',
      definition: sampleDefinition('execution-2'),
      events: [],
      state: 'owned',
    });
    await writer.close();
  });

  it('append in order what comes at once, and write nothing after `close`', async () => {
    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    const more = sampleEvents(20, 6);
    const appends = more.map((event, index) => opened.writer.append([event], index % 3 === 0));
    await Promise.all(appends);
    await opened.writer.close();
    await assert.rejects(opened.writer.append(sampleEvents(1, 26), false), /The journal is closed/);
    assert.deepEqual((await store.read(executionId))?.events, [...events, ...more]);
  });

  it('are listed newest first, whatever else lies there', async () => {
    for (const id of ['b', 'a']) await (await store.create(sampleDefinition(id))).close();
    [executionId, 'b', 'a'].forEach((id, index) => {
      utimesSync(join(folder, id, 'definition.json'), 1000 + index, 1000 + index);
    });
    writeFileSync(join(folder, 'note.txt'), '');
    assert.deepEqual(await store.list(), ['a', 'b', executionId]);
    assert.deepEqual(await fileJournal(join(folder, 'none')).list(), []);
  });

  it('threat T10: ids that are no plain names reach no path', async () => {
    for (const id of ['..', '.', '', '../x', 'a/b', 'a\\b', 'a\0', '-a', 'x'.repeat(101), 'ä']) {
      await assert.rejects(store.create(sampleDefinition(id)), /cannot be the id of an execution/);
      assert.equal(await store.read(id), undefined);
      assert.deepEqual(await store.open(id), { kind: 'missing' });
      assert.equal(await store.remove(id), false);
    }
    assert.deepEqual(await store.list(), [executionId]);
  });

  it('are removed for good, but never under a living owner', async () => {
    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    assert.equal(await store.remove(executionId), false);
    await opened.writer.close();
    assert.equal(await store.remove(executionId), true);
    assert.equal(existsSync(join(folder, executionId)), false);
    assert.equal(await store.remove(executionId), false);
  });

  it('are not made twice', async () => {
    await assert.rejects(store.create(sampleDefinition()), { code: 'EEXIST' });
    assert.equal((await store.read(executionId))?.events.length, 5);
  });

  it('threat T16: a torn tail is reported, and cut and kept aside by an owner only', async () => {
    const whole = readFileSync(journal());
    const torn = Buffer.concat([whole, whole.subarray(0, 40)]);
    writeFileSync(journal(), torn);
    const problem = 'The last 40 bytes of the journal were not completely written';
    const read = await store.read(executionId);
    assert.deepEqual([read?.state, read?.problem, read?.events], ['free', problem, events]);
    assert.deepEqual(readFileSync(journal()), torn);

    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    assert.deepEqual([opened.execution.problem, opened.execution.events], [problem, events]);
    assert.deepEqual(readFileSync(journal()), whole);
    assert.deepEqual(readFileSync(join(folder, executionId, 'journal.corrupt-1')), whole.subarray(0, 40));
    await opened.writer.append(sampleEvents(1, 6), true);
    await opened.writer.close();
    const after = await store.read(executionId);
    assert.deepEqual([after?.problem, after?.events], [undefined, sampleEvents(6)]);

    truncateSync(journal(), whole.length + 3);
    const again = await store.open(executionId);
    assert(again.kind === 'opened');
    await again.writer.close();
    assert.deepEqual(names(), ['definition.json', 'journal.corrupt-1', 'journal.corrupt-2', 'journal.jsonl']);
  });

  it('what a living owner is in the middle of writing is nothing wrong', async () => {
    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    appendFileSync(journal(), '{"v":1,');
    const read = await store.read(executionId);
    assert.deepEqual([read?.state, read?.problem, read?.events], ['owned', undefined, events]);
    await opened.writer.close();
  });

  it('threat T16: damage before the tail makes one unreadable, and leaves it as it is and free', async () => {
    const bytes = readFileSync(journal());
    const at = bytes.indexOf('"seq":3');
    bytes.write('"seq":4', at);
    writeFileSync(journal(), bytes);
    const before = names();
    const opened = await store.open(executionId);
    assert(opened.kind === 'unreadable');
    assert.match(opened.problem, /^The journal is damaged at byte \d+, with good records behind it$/);
    const read = await store.read(executionId);
    assert.deepEqual([read?.state, read?.problem], ['unreadable', opened.problem]);
    assert.deepEqual(read?.events, events.slice(0, 2));
    assert.deepEqual([readFileSync(journal()), names()], [bytes, before]);
    assert.equal(await store.remove(executionId), true);
  });

  it('threat T16: so does a damaged, missing or other execution’s definition', async () => {
    const path = join(folder, executionId, 'definition.json');
    const whole = readFileSync(path);
    await (await store.create(sampleDefinition('execution-2'))).close();
    const other = readFileSync(join(folder, 'execution-2', 'definition.json'));
    const flipped = Buffer.from(whole);
    flipped[20] = 0;
    for (const bytes of [Buffer.alloc(0), whole.subarray(0, -5), flipped, other, Buffer.from('{}')]) {
      writeFileSync(path, bytes);
      assert.deepEqual(await store.open(executionId), {
        kind: 'unreadable',
        problem: 'The stored definition cannot be read',
      });
      assert.equal((await store.read(executionId))?.definition, undefined);
    }
    writeFileSync(path, whole);
    assert.equal((await store.read(executionId))?.state, 'free');
  });

  it('an execution that ended before its first event is there, without events', async () => {
    await (await store.create(sampleDefinition('early'))).close();
    const opened = await store.open('early');
    assert(opened.kind === 'opened');
    assert.deepEqual(opened.execution.events, []);
    await opened.writer.close();
  });

  it('an owner makes durable what the one before it let go unsynced', async () => {
    const disk = new MemoryDisk();
    const inMemory = fileJournal('/executions', { disk });
    const writer = await inMemory.create(sampleDefinition());
    await writer.append(sampleEvents(1), true);
    await writer.append(sampleEvents(4, 2), false);
    await writer.close();
    const opened = await inMemory.open(executionId);
    assert(opened.kind === 'opened');
    const after = fileJournal('/executions', { disk: disk.afterPowerCut(() => 0.99) });
    assert.deepEqual((await after.read(executionId))?.events, events);
    await opened.writer.close();
  });

  it('invariant I9: a fence rises above all that the journal has seen, also when their locks were lost with the power', async () => {
    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    await opened.writer.append(sampleEvents(1, 6), true);
    await opened.writer.close();
    for (const name of readdirSync(join(folder, executionId)))
      if (name.startsWith('lock-')) rmSync(join(folder, executionId, name));
    const again = await store.open(executionId);
    assert(again.kind === 'opened');
    await again.writer.append(sampleEvents(1, 7), true);
    await again.writer.close();
    assert.deepEqual((await store.read(executionId))?.events, sampleEvents(7));
    assert.deepEqual(
      readdirSync(join(folder, executionId)).filter((name) => name.startsWith('lock-')),
      ['lock-000003'],
    );
  });
});
