/** What the folder of one execution holds, and how its owner puts it in order. */
import { join } from 'node:path';
import { t } from '../../base/l10n.ts';
import type { StoredDefinition, StoredExecution } from '../ports.ts';
import { journalName } from './appendedFile.ts';
import { type DecodedJournal, decodeJournal } from './codec.ts';
import { codeOf, type Disk, draftPrefix, syncFolder, writeAgain, writeWhole } from './fileDisk.ts';
import { removeRequests } from './fileRequests.ts';
import { isPartName, putBack } from './largeParts.ts';
import { isOwned, type Lock } from './lock.ts';
import { definitionName } from './places.ts';
import { formatVersion, unsealLine } from './record.ts';

export interface Place {
  readonly definition: StoredDefinition | undefined;
  readonly journal: DecodedJournal;
  readonly bytes: Buffer;
  /** What is wrong with the files of large outputs. */
  readonly partProblem: string | undefined;
}

export async function readPlace(place: string, id: string, disk: Disk): Promise<Place> {
  const read = async (name: string): Promise<Buffer | undefined> => {
    try {
      return await disk.read(join(place, name));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  };
  const [definition, found] = await Promise.all([read(definitionName), read(journalName)]);
  const bytes = found ?? Buffer.alloc(0);
  const journal = decodeJournal(id, bytes);
  const partProblem = journal.missing && (await putBack(id, journal.missing, read));
  return { definition: definition && readDefinition(id, definition), journal, bytes, partProblem };
}

function readDefinition(id: string, bytes: Buffer): StoredDefinition | undefined {
  const value = unsealLine(id, bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes);
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, definition } = value as { readonly v?: unknown; readonly definition?: StoredDefinition };
  return v === formatVersion && definition?.execution_id === id ? definition : undefined;
}

export function isReadable({ definition, journal, partProblem }: Place): boolean {
  return definition !== undefined && !journal.corrupt && partProblem === undefined;
}

export function problemOf({ definition, journal, partProblem }: Place): string | undefined {
  if (definition === undefined) return t('The stored definition cannot be read');
  return journal.corrupt ? journal.problem : (partProblem ?? journal.problem);
}

export async function readStored(place: string, id: string, disk: Disk): Promise<StoredExecution> {
  const found = await readPlace(place, id, disk);
  const state = (await isOwned(place, disk)) ? 'owned' : 'free';
  if (!isReadable(found)) return described(id, found, 'unreadable');
  return described(id, state === 'owned' ? withoutTail(found) : found, state);
}

/** A living owner may be in the middle of a write: an unfinished last line is then nothing wrong. */
function withoutTail(found: Place): Place {
  const { events, fence, goodBytes, corrupt } = found.journal;
  return { ...found, journal: { events, fence, goodBytes, corrupt } };
}

export function described(id: string, found: Place, state: StoredExecution['state']): StoredExecution {
  const problem = problemOf(found);
  return {
    id,
    ...(found.definition !== undefined && { definition: found.definition }),
    events: found.journal.events,
    state,
    ...(problem !== undefined && { problem }),
  };
}

/** Prepares what this process now owns: no torn tail, no file that an old owner still writes into, nothing left over. */
export async function makeOwn(place: string, { journal, bytes }: Place, lock: Lock, disk: Disk): Promise<void> {
  const names = await disk.names(place);
  const good = bytes.subarray(0, journal.goodBytes);
  if (good.length < bytes.length)
    await writeWhole(disk, join(place, corruptName(names)), bytes.subarray(good.length), { durable: true });
  if (good.length < bytes.length || (lock.tookOver && names.includes(journalName))) {
    await writeWhole(disk, join(place, journalName), good, { durable: true });
    await syncFolder(disk, place);
  } else if (bytes.length > 0) await writeAgain(disk, join(place, journalName), bytes);
  // It is durable with the first event that is acknowledged; the owner before need not have come to that.
  await writeAgain(disk, join(place, definitionName), await disk.read(join(place, definitionName)));
  await removeRequests(place, names, disk);
  const kept = new Set([...(journal.missing?.values() ?? [])].flat().map(({ name }) => name));
  for (const name of names)
    if ((isPartName(name) && !kept.has(name)) || name.startsWith(draftPrefix))
      await disk.remove(join(place, name)).catch(() => undefined);
}

function corruptName(names: readonly string[]): string {
  return `journal.corrupt-${names.filter((name) => name.startsWith('journal.corrupt-')).length + 1}`;
}
