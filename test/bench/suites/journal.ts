import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import { atMost, inTurn, notYet, type Row, type Suite } from '../measure.ts';
import { chainOf, execute, forkOf } from '../shapes.ts';

/** On the disk of the project: a temporary folder may be in memory, where `fdatasync` costs nothing. */
const home = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache');

export const suite: Suite = {
  title: 'Engine, durable',
  async run() {
    await mkdir(home, { recursive: true });
    const folder = await mkdtemp(join(home, 'bench-'));
    try {
      return [
        await forked('fork 1,000, durable', 1_000, 9, folder),
        await forked('fork 10,000, durable', 10_000, 7, folder),
        await chained(folder),
        notYet('fork 1,000 and 10,000, durable', 'BullMQ flows with AOF', '≥ 50'),
        notYet('fork 1,000 and 10,000, durable', 'LangGraph.js with SqliteSaver', '≥ 150'),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function forked(name: string, count: number, rounds: number, folder: string): Promise<Row> {
  const workflow = forkOf(count);
  const journal = fileJournal(join(folder, String(count)));
  const bytes = await journalBytes(join(folder, String(count)), (await execute(workflow, journal)).snapshot.id);
  const { ours, floor } = await inTurn(
    {
      ours: () => execute(workflow, journal),
      floor: () => writeOnce(join(folder, 'floor'), bytes),
    },
    { rounds, warmUp: 3 },
  );
  return atMost({ name, ours, other: 'one buffered write of the same bytes, one fdatasync', otherValue: floor }, 4);
}

/** Each node's result must be on the disk before the next starts, so the floor is one `fdatasync` for each node. */
async function chained(folder: string): Promise<Row> {
  const length = 1_000;
  const workflow = chainOf(length);
  const journal = fileJournal(join(folder, 'chain'));
  const bytes = await journalBytes(join(folder, 'chain'), (await execute(workflow, journal)).snapshot.id);
  const { ours, floor } = await inTurn(
    {
      ours: () => execute(workflow, journal),
      floor: () => writePieces(join(folder, 'floor'), bytes, length),
    },
    { rounds: 3, warmUp: 1 },
  );
  const other = 'a loop that appends the same bytes, one fdatasync a node';
  return atMost({ name: 'chain 1,000, durable', ours, other, otherValue: floor }, 1.3);
}

async function journalBytes(folder: string, id: string): Promise<Buffer> {
  return await readFile(join(folder, id, 'journal.jsonl'));
}

async function writeOnce(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'w');
  await handle.write(bytes);
  await handle.datasync();
  await handle.close();
}

async function writePieces(file: string, bytes: Buffer, pieces: number): Promise<void> {
  const handle = await open(file, 'w');
  const length = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += length) {
    await handle.write(bytes, at, Math.min(length, bytes.length - at));
    await handle.datasync();
  }
  await handle.close();
}
