import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import { readRequest } from '../../../../src/engine/journal/readRequest.ts';
import type { JournalStore, JournalWriter } from '../../../../src/engine/ports.ts';
import type { ControlRequest } from '../../../../src/protocol/execution.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';
import { executionId, sampleDefinition } from '../../../support/engine/records.ts';
import { type Fault, MemoryDisk } from '../../../support/fault/memoryDisk.ts';
import { QuickClock } from '../../../support/fault/quickClock.ts';

const valid: readonly ControlRequest[] = [
  { type: 'cancel' },
  { type: 'cancel_node', node_id: 'a' },
  { type: 'cancel_branch', fork_id: 'f', node_id: 'a' },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'answer', node_id: 'a', approved: false },
  { type: 'answer', node_id: 'a', approved: true, comment: 'Fine. 好' },
];

const invalid: readonly string[] = [
  '',
  'null',
  '[]',
  '"cancel"',
  '{"type":"cancel"',
  '{"type":"cancel","node_id":"a"}',
  '{"type":"toString"}',
  '{"type":"__proto__"}',
  '{"type":1}',
  '{"type":"cancel_node"}',
  '{"type":"cancel_node","node_id":""}',
  '{"type":"cancel_node","node_id":["a"]}',
  '{"type":"cancel_node","node_id":"a","extra":1}',
  '{"type":"cancel","__proto__":{"a":1}}',
  `{"type":"cancel_node","node_id":"${'a'.repeat(1001)}"}`,
  '{"type":"cancel_branch","node_id":"a"}',
  '{"type":"answer","node_id":"a"}',
  '{"type":"answer","node_id":"a","approved":"yes"}',
  '{"type":"answer","node_id":"a","approved":true,"comment":1}',
  `{"type":"answer","node_id":"a","approved":true,"comment":"${'a'.repeat(65_537)}"}`,
];

describe('A request to the owner', () => {
  it('is exactly one of those that there are', () => {
    for (const request of valid) assert.deepEqual(readRequest(JSON.stringify(request)), request);
    for (const text of invalid) assert.equal(readRequest(text), undefined, text.slice(0, 80));
  });
});

describe('E5 requests to the owner', () => {
  let folder: string;
  let store: JournalStore;
  let writer: JournalWriter;
  let told: ControlRequest[];
  const names = (): string[] =>
    readdirSync(join(folder, executionId)).filter((name) => /^(request|asking)-/.test(name));
  const listen = (): void => {
    writer.listen({ stalled: () => undefined, requested: (request) => told.push(request) });
  };
  beforeEach(async () => {
    folder = temporaryFolder();
    store = fileJournal(folder);
    writer = await store.create(sampleDefinition());
    told = [];
  });
  afterEach(async () => {
    await writer.close();
    removeFolders();
  });

  it('reach it from another store within a second, once, in order, and leave nothing', async () => {
    listen();
    const other = fileJournal(folder);
    const startedMs = performance.now();
    assert.equal(await other.request(executionId, valid[0] ?? { type: 'cancel' }), true);
    assert(performance.now() - startedMs < 1_900);
    for (const request of valid.slice(1)) assert.equal(await other.request(executionId, request), true);
    assert.deepEqual([told, names()], [valid, []]);
  });

  it('of no owner, or none that lives, are refused and leave no file', async () => {
    await writer.close();
    assert.equal(await store.request(executionId, { type: 'cancel' }), false);
    assert.equal(await store.request('none', { type: 'cancel' }), false);
    assert.equal(await store.request('..', { type: 'cancel' }), false);
    assert.deepEqual(names(), []);
  });

  it('that an owner does not see before it ends are taken back', async () => {
    const asked = store.request(executionId, { type: 'cancel' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await writer.close();
    assert.equal(await asked, false);
    assert.deepEqual(names(), []);
  });

  it('that are no requests are removed and ignored; other files are left alone', async () => {
    const place = join(folder, executionId);
    const id = '00000000-0000-4000-8000-000000000000';
    invalid.forEach((text, index) => {
      writeFileSync(join(place, `request-${id.slice(0, -2)}${String(index).padStart(2, '0')}.json`), text);
    });
    writeFileSync(join(place, `request-${id.slice(0, -2)}99.json`), ' '.repeat(300_000) + '{"type":"cancel"}');
    writeFileSync(join(place, 'request-x.json'), '{"type":"cancel"}');
    listen();
    assert.equal(await store.request(executionId, { type: 'pause' }), true);
    assert.deepEqual([told, names()], [[{ type: 'pause' }], ['request-x.json']]);
  });

  it('left over from an owner that died are not followed by the next', async () => {
    await writer.close();
    writeFileSync(join(folder, executionId, 'request-00000000-0000-4000-8000-000000000000.json'), '{"type":"cancel"}');
    const opened = await store.open(executionId);
    assert(opened.kind === 'opened');
    ({ writer } = opened);
    listen();
    assert.deepEqual(names(), []);
    assert.equal(await store.request(executionId, { type: 'pause' }), true);
    assert.deepEqual(told, [{ type: 'pause' }]);
  });

  it('of an owner that does not look are taken for given after a while, and stay for it', async () => {
    const disk = new MemoryDisk();
    const clock = new QuickClock();
    const inMemory = fileJournal('/executions', { disk, clock });
    const owner = await inMemory.create(sampleDefinition());
    const startedMs = clock.monotonicMs();
    assert.equal(await inMemory.request(executionId, { type: 'pause' }), true);
    assert(clock.monotonicMs() - startedMs >= 2_500);
    const left = (await disk.names(`/executions/${executionId}`)).filter((name) => name.startsWith('request-'));
    assert.equal(left.length, 1);
    await owner.close();
  });

  it('that could not be written are told, and leave nothing', async () => {
    const disk = new MemoryDisk();
    const inMemory = fileJournal('/executions', { disk, clock: new QuickClock() });
    const owner = await inMemory.create(sampleDefinition());
    disk.fault = ({ operation }): Fault | undefined => (operation === 'write' ? { code: 'ENOSPC' } : undefined);
    await assert.rejects(inMemory.request(executionId, { type: 'pause' }), { code: 'ENOSPC' });
    disk.fault = (): undefined => undefined;
    const left = (await disk.names(`/executions/${executionId}`)).filter((name) => /^(request|asking)-/.test(name));
    assert.deepEqual(left, []);
    await owner.close();
  });
});
