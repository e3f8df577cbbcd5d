/**
 * R6: large parts of an event are kept in files beside the journal. The record then holds null in their places and says, outside
 * of the event where no value of a user can stand: `"files":{"output":{"name":"output-7-output-1.json","bytes":N,"crc":"…"}}`.
 * The checksum is over the execution's id and the file's bytes.
 *
 * 1. A file is complete and durable before the record that names it is written.
 * 2. Names hold the fence: an owner that lost the execution cannot replace what the next one wrote (threat T18).
 */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../events.ts';
import { crc32c } from './crc32c.ts';
import { checksumOf, parsed } from './record.ts';

export interface LargePart {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Where one field of an event is kept. */
export interface PartFile {
  readonly field: string;
  readonly name: string;
  readonly bytes: number;
  readonly crc: number;
}

interface Reference {
  readonly name: string;
  readonly bytes: number;
  readonly crc: string;
}

interface TakeOutOptions {
  readonly executionId: string;
  readonly fence: number;
  readonly largestText: number;
}

/** A field with more than this share of the largest text goes to a file of its own; few enough remain. */
const share = 8;
const partName = /^output-\d+-[A-Za-z_]+-\d+\.json$/;

export function takeOut(
  event: EngineEvent,
  { executionId, fence, largestText }: TakeOutOptions,
): {
  readonly event: object;
  readonly files: Readonly<Record<string, Reference>>;
  readonly parts: readonly LargePart[];
} {
  const left: Record<string, unknown> = {};
  const files: Record<string, Reference> = {};
  const parts: LargePart[] = [];
  for (const [field, value] of Object.entries(event) as [string, JsonValue][]) {
    left[field] = value;
    if (typeof value !== 'object' && typeof value !== 'string') continue;
    const bytes = Buffer.from(JSON.stringify(value), 'utf8');
    if (bytes.length <= largestText / share) continue;
    const name = `output-${event.seq}-${field}-${fence}.json`;
    const crc = crc32c(bytes, 0, bytes.length, checksumOf(executionId));
    left[field] = null;
    files[field] = { name, bytes: bytes.length, crc: crc.toString(16).padStart(8, '0') };
    parts.push({ name, bytes });
  }
  return { event: left, files, parts };
}

/** Undefined for what this version does not understand. */
export function readPartFiles(value: unknown): readonly PartFile[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const files: PartFile[] = [];
  for (const [field, reference] of Object.entries(value as Readonly<Record<string, Partial<Reference> | null>>)) {
    const { name, bytes, crc } = reference ?? {};
    // Names reach a path (threat T10).
    if (typeof name !== 'string' || !partName.test(name)) return undefined;
    if (typeof bytes !== 'number' || typeof crc !== 'string' || !/^[0-9a-f]{8}$/.test(crc)) return undefined;
    files.push({ field, name, bytes, crc: parseInt(crc, 16) });
  }
  return files;
}

export function isPartName(name: string): boolean {
  return partName.test(name);
}

/**
 * Puts the parts back into their events. `read` gives a file's bytes, undefined where there is none. Returns what is wrong, for
 * people.
 */
export async function putBack(
  executionId: string,
  missing: ReadonlyMap<EngineEvent, readonly PartFile[]>,
  read: (name: string) => Promise<Buffer | undefined>,
): Promise<string | undefined> {
  const checksum = checksumOf(executionId);
  for (const [event, files] of missing)
    for (const { field, name, bytes, crc } of files) {
      const found = await read(name);
      if (found === undefined) return t('The file {0}, which holds a large output, is missing', name);
      const isGood = found.length === bytes && crc32c(found, 0, found.length, checksum) === crc;
      const value = isGood ? parsed(found.toString('utf8')) : undefined;
      if (value === undefined) return t('The file {0}, which holds a large output, is damaged', name);
      (event as unknown as Record<string, unknown>)[field] = value;
    }
  return undefined;
}
