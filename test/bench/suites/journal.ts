import { mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileJournal } from '../../../src/engine/journal/fileJournal.ts';
import { bullFlows, type Flows, savedLangGraphFork } from '../durablePeers.ts';
import { atMost, type Case, inTurn, notYet, type Row, type Suite, timesFaster } from '../measure.ts';
import { hasPeer } from '../peerPackages.ts';
import { chainOf, execute, forkOf } from '../shapes.ts';

/** On the disk of the project: a temporary folder may be in memory, where `fdatasync` costs nothing. */
const home = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache');

/** So often do we in our turn what takes the other a hundred times as long: else most of it is what the other left behind. */
const oursTimes = 10;

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
        ...(await besideFlows(folder)),
        await besideSaver(folder),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function forked(name: string, count: number, rounds: number, folder: string): Promise<Row> {
  const workflow = forkOf(count);
  const place = join(folder, String(count));
  const journal = fileJournal(place);
  const bytes = await journalBytes(place, (await execute(workflow, journal)).snapshot.id);
  const { ours, floor } = await inTurn(
    {
      ours: () => execute(workflow, journal),
      floor: () => writeOnce(join(place, 'floor'), bytes),
    },
    { rounds, warmUp: 3 },
    () => empty(place),
  );
  return atMost({ name, ours, other: 'one buffered write of the same bytes, one fdatasync', otherValue: floor }, 4);
}

/** Each node's result must be on the disk before the next starts, so the floor is one `fdatasync` for each node. */
async function chained(folder: string): Promise<Row> {
  const length = 1_000;
  const workflow = chainOf(length);
  const place = join(folder, 'chain');
  const journal = fileJournal(place);
  const bytes = await journalBytes(place, (await execute(workflow, journal)).snapshot.id);
  const { ours, floor } = await inTurn(
    {
      ours: () => execute(workflow, journal),
      floor: () => writePieces(join(place, 'floor'), bytes, length),
    },
    { rounds: 3, warmUp: 1 },
    () => empty(place),
  );
  const other = 'a loop that appends the same bytes, one fdatasync a node';
  return atMost({ name: 'chain 1,000, durable', ours, other, otherValue: floor }, 1.3);
}

/** BullMQ's children and their parent, on a Redis that syncs before it answers. */
async function besideFlows(folder: string): Promise<readonly Row[]> {
  const other = 'BullMQ flows (Redis, AOF, appendfsync always)';
  const least = 50;
  const name = (count: number): string => `fork ${count.toLocaleString('en')}, durable, beside BullMQ`;
  const counts = [1_000, 10_000];
  const missing = (why: string): readonly Row[] =>
    counts.map((count) => notYet(name(count), `${other}: ${why}`, `≥ ${least}`));
  if (!hasPeer('bullmq')) return missing('not installed (--peers)');
  let flows: Flows;
  try {
    flows = await bullFlows(folder);
  } catch (error) {
    return missing(`its Redis does not start (${String(error)})`);
  }
  try {
    const rows: Row[] = [];
    for (const count of counts) {
      const took = await besideOurs(count, flows.fork(count), folder);
      rows.push(timesFaster({ name: name(count), other, ...took }, least));
    }
    return rows;
  } finally {
    await flows.close();
  }
}

/** Not with 10,000 branches: one such execution takes it more than a minute. */
async function besideSaver(folder: string): Promise<Row> {
  const name = 'fork 1,000, durable, beside LangGraph.js';
  const other = 'LangGraph.js with SqliteSaver';
  const least = 150;
  if (!hasPeer('@langchain/langgraph-checkpoint-sqlite'))
    return notYet(name, `${other}: not installed (--peers)`, `≥ ${least}`);
  const took = await besideOurs(1_000, await savedLangGraphFork(1_000, folder), folder);
  return timesFaster({ name, other, ...took }, least);
}

async function besideOurs(
  count: number,
  theirs: Case,
  folder: string,
): Promise<{ readonly ours: number; readonly otherValue: number }> {
  const workflow = forkOf(count);
  const place = join(folder, 'ours');
  const journal = fileJournal(place);
  const { ours, otherValue } = await inTurn(
    {
      ours: async () => {
        for (let time = 0; time < oursTimes; time++) await execute(workflow, journal);
      },
      otherValue: theirs,
    },
    { rounds: 3, warmUp: 2 },
    () => empty(place),
  );
  return { ours: ours / oursTimes, otherValue };
}

/** Both sides write new files in a folder that holds no others: neither waits for the other's, nor for what an earlier round left. */
async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
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
