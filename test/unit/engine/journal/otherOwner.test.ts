import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileJournal } from '../../../../src/engine/journal/fileJournal.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';
import { executionId, sampleDefinition, sampleEvents } from '../../../support/engine/records.ts';

describe('E5 an owner that is taken for dead', () => {
  afterEach(removeFolders);

  it('threat T18: writes no byte into the journal of the one that took over, however it is cut', async () => {
    const folder = join(temporaryFolder(), 'executions');
    const place = join(folder, executionId);
    const old = await fileJournal(folder).create(sampleDefinition());
    // By both of the handles that it has then.
    await old.append(sampleEvents(2), false);
    await old.append(sampleEvents(1, 3), true);
    // Its process is gone, as far as one can see; it still holds the file, and does not look at its lock before each write.
    const lock = JSON.parse(readFileSync(join(place, 'lock-000001'), 'utf8')) as object;
    writeFileSync(join(place, 'lock-000001'), JSON.stringify({ ...lock, pid: 2 ** 30 }));
    const opened = await fileJournal(folder).open(executionId);
    assert(opened.kind === 'opened');
    const before = readFileSync(join(place, 'journal.jsonl'));
    await old.append(sampleEvents(1, 4), true);
    await old.append(sampleEvents(1, 5), false);
    assert.deepEqual(readFileSync(join(place, 'journal.jsonl')), before);
    await opened.writer.append(sampleEvents(2, 4), true);
    await opened.writer.close();
    await old.close();
    assert.deepEqual((await fileJournal(folder).read(executionId))?.events, sampleEvents(5));
  });
});
