/**
 * E3: one folder for each execution: `definition.json` (the workflow's text, the inputs), `journal.jsonl`, and its lock.
 *
 * 1. `definition.json` is complete and durable before anything is journalled; it never changes.
 * 2. Nothing but an owner changes a folder. An owner cuts a torn tail, and keeps what it cut in `journal.corrupt-N` (threat T16).
 * 3. Ids that are not plain names reach no path (threat T10).
 */
import { mkdir, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../../base/l10n.ts';
import type { JournalStore, JournalWriter, StoredDefinition, StoredExecution } from '../ports.ts';
import { type DecodedJournal, decodeJournal, formatVersion, sealLine, unsealLine } from './codec.ts';
import { FileWriter } from './fileWriter.ts';
import { isOwned, type Lock, takeLock } from './lock.ts';

const plainName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** One folder for each execution under `folder`, which is made when needed. */
export function fileJournal(folder: string): JournalStore {
  const placeOf = (id: string): string | undefined => (plainName.test(id) ? join(folder, id) : undefined);
  return {
    async create(definition) {
      const place = placeOf(definition.execution_id);
      if (place === undefined) throw new Error(`"${definition.execution_id}" cannot be the id of an execution`);
      await mkdir(folder, { recursive: true });
      await mkdir(place);
      const lock = await takeLock(place);
      if (lock === undefined) throw new Error('Another process has taken this execution');
      await writeDefinition(place, definition);
      return await writerAt(place, definition.execution_id, lock);
    },
    list: () => listPlaces(folder),
    async read(id) {
      const place = placeOf(id);
      return place === undefined || !(await exists(place)) ? undefined : await readStored(place, id);
    },
    async open(id) {
      const place = placeOf(id);
      if (place === undefined || !(await exists(place))) return { kind: 'missing' };
      const lock = await takeLock(place);
      if (lock === undefined) return { kind: 'owned' };
      const execution = await readOwned(place, id);
      if (execution.state === 'unreadable') {
        await lock.release();
        return { kind: 'unreadable', problem: execution.problem ?? '' };
      }
      return { kind: 'opened', writer: await writerAt(place, id, lock), execution: { ...execution, state: 'owned' } };
    },
    request: () => Promise.resolve(false),
    async remove(id) {
      const place = placeOf(id);
      if (place === undefined || !(await exists(place))) return false;
      const lock = await takeLock(place);
      if (lock === undefined) return false;
      await rm(place, { recursive: true, force: true });
      await lock.release();
      return true;
    },
  };
}

const journalIn = (place: string): string => join(place, 'journal.jsonl');
const definitionIn = (place: string): string => join(place, 'definition.json');

async function writerAt(place: string, id: string, lock: Lock): Promise<JournalWriter> {
  const file = await open(journalIn(place), 'a');
  await syncFolder(place);
  return new FileWriter(id, file, lock);
}

async function writeDefinition(place: string, definition: StoredDefinition): Promise<void> {
  const draft = join(place, 'definition.draft');
  const line = sealLine(definition.execution_id, `{"v":${formatVersion},"definition":${JSON.stringify(definition)}`);
  await writeFile(draft, line, { flush: true });
  await rename(draft, definitionIn(place));
}

/** Makes the names in a folder durable, where the system can. */
async function syncFolder(place: string): Promise<void> {
  const handle = await open(place, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Newest first. */
async function listPlaces(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const places = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && plainName.test(entry.name))
      .map(async ({ name }) => {
        const place = join(folder, name);
        const made = await stat(definitionIn(place)).catch(() => stat(place).catch(() => undefined));
        return { name, madeMs: made?.mtimeMs ?? 0 };
      }),
  );
  return places.sort((a, b) => b.madeMs - a.madeMs || (a.name < b.name ? 1 : -1)).map(({ name }) => name);
}

async function readStored(place: string, id: string): Promise<StoredExecution> {
  const { definition, journal } = await readPlace(place, id);
  const state = (await isOwned(place)) ? 'owned' : 'free';
  // A living owner may be in the middle of a write: an unfinished last line is then nothing wrong.
  const problem = definition === undefined ? unreadableDefinition() : state === 'owned' ? undefined : journal.problem;
  return {
    id,
    ...(definition !== undefined && { definition }),
    events: journal.events,
    state: definition === undefined || journal.corrupt ? 'unreadable' : state,
    ...(problem !== undefined && { problem }),
  };
}

/** Reads what this process now owns, and cuts a torn tail. */
async function readOwned(place: string, id: string): Promise<StoredExecution> {
  const { definition, journal, bytes } = await readPlace(place, id);
  const isReadable = definition !== undefined && !journal.corrupt;
  if (isReadable && journal.goodBytes < bytes.length) {
    await writeFile(join(place, await corruptName(place)), bytes.subarray(journal.goodBytes), { flush: true });
    await truncate(journalIn(place), journal.goodBytes);
  }
  const problem = definition === undefined ? unreadableDefinition() : journal.problem;
  return {
    id,
    ...(definition !== undefined && { definition }),
    events: journal.events,
    state: isReadable ? 'free' : 'unreadable',
    ...(problem !== undefined && { problem }),
  };
}

async function corruptName(place: string): Promise<string> {
  const names = (await readdir(place)).filter((name) => name.startsWith('journal.corrupt-'));
  return `journal.corrupt-${names.length + 1}`;
}

interface Place {
  readonly definition: StoredDefinition | undefined;
  readonly journal: DecodedJournal;
  readonly bytes: Buffer;
}

async function readPlace(place: string, id: string): Promise<Place> {
  const [definition, bytes] = await Promise.all([
    readFile(definitionIn(place)).catch(() => undefined),
    readFile(journalIn(place)).catch(() => Buffer.alloc(0)),
  ]);
  return { definition: definition && readDefinition(id, definition), journal: decodeJournal(id, bytes), bytes };
}

function readDefinition(id: string, bytes: Buffer): StoredDefinition | undefined {
  const value = unsealLine(id, bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes);
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, definition } = value as { readonly v?: unknown; readonly definition?: StoredDefinition };
  return v === formatVersion && definition?.execution_id === id ? definition : undefined;
}

function unreadableDefinition(): string {
  return t('The stored definition cannot be read');
}

async function exists(place: string): Promise<boolean> {
  return await stat(place).then(
    () => true,
    () => false,
  );
}
