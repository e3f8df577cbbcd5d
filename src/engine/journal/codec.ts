/**
 * The journal's records: `{"v":1,"fence":F,"event":{…}}`, each a line as `record.ts` has them. Before `event` there may stand
 * - `"more":true`: the batch goes on;
 * - `"safe":N`, in a batch's first: when it was written, that many bytes of the journal were surely on the disk;
 * - `"files":{…}`: where the event's large parts are (`largeParts.ts`).
 *
 * 1. Reading stops at the first record that is not good. With nothing good behind it, it is a torn tail; else the journal is
 *    corrupt (E3).
 * 2. But what was not synced when the power went may be there in any part: where bytes were never written, a file has zeros. So a
 *    bad record with zeros in it is a torn tail too, unless a later one says that it was safe.
 * 3. What was appended together holds together: of a batch whose last record is missing nothing is read. It was never
 *    acknowledged, and nothing has followed from it.
 * 4. A fence that grows takes over from its first `seq`; records with an older one are dropped (threat T18).
 */
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../events.ts';
import { FrequentLines } from './frequentLines.ts';
import { type LargePart, type PartFile, takeOut } from './largeParts.ts';
import { checksumOf, formatVersion, lineHead, LineWriter } from './record.ts';
import { type JournalRecord, RecordReader } from './recordReader.ts';

/** A guess at the bytes of a record, before there was one; a few large ones say nothing of the next. */
const usualBytes = 256;
/** So much longer may the next records be. */
const spareBytes = 4;
const lineFeed = 10;

export interface EncodedEvents {
  readonly bytes: Buffer;
  /** What must be on the disk before these bytes may be. */
  readonly parts: readonly LargePart[];
}

export interface EncodeOptions {
  readonly executionId: string;
  readonly fence: number;
  /** Bytes of an event's text from which its large parts go to files (R6). */
  readonly largestText: number;
}

/** Of a batch, the events from one index to before another. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** Of a batch, or of a piece of it. `safe`: how many bytes of the journal are surely on the disk. */
export type Encode = (events: readonly EngineEvent[], safe?: number, piece?: Piece) => EncodedEvents;

/** Encodes batches of one execution and fence. */
export function recordEncoder({ executionId, fence, largestText }: EncodeOptions): Encode {
  const checksum = checksumOf(executionId);
  const start = `{"v":${formatVersion},"fence":${fence},`;
  const more = '"more":true,';
  const event = '"event":';
  const heads = { last: lineHead(checksum, start + event), more: lineHead(checksum, start + more + event) };
  // No character takes more than 3 bytes.
  const surelySmall = Math.floor(largestText / 3);
  const frequent = surelySmall > 2_000 ? new FrequentLines(checksum, start + event, start + more + event) : undefined;
  /** Of the records of the last piece, so that a buffer is hardly larger than what comes into it. */
  let recordBytes = usualBytes;
  return (events, safe = 0, piece = { from: 0, to: events.length }) => {
    const to = Math.min(piece.to, events.length);
    const count = to - piece.from;
    const writer = new LineWriter(usualBytes + count * recordBytes);
    const parts: LargePart[] = [];
    for (let index = piece.from; index < to; index++) {
      const each = events[index] as EngineEvent;
      const isLast = index === events.length - 1;
      const kept = index === 0 && safe > 0 ? `"safe":${safe},` : '';
      if (kept === '' && frequent?.add(writer, each, isLast) === true) continue;
      const text = JSON.stringify(each);
      const isLarge = text.length > surelySmall && Buffer.byteLength(text) > largestText;
      if (kept === '' && !isLarge) {
        writer.add(isLast ? heads.last : heads.more, text);
        continue;
      }
      const open = start + kept + (isLast ? '' : more);
      if (!isLarge) {
        writer.add(lineHead(checksum, open + event), text);
        continue;
      }
      const taken = takeOut(each, { executionId, fence, largestText });
      for (const part of taken.parts) parts.push(part);
      const files = `"files":${JSON.stringify(taken.files)},`;
      writer.add(lineHead(checksum, open + files + event), JSON.stringify(taken.event));
    }
    const bytes = writer.done();
    recordBytes = Math.min(usualBytes, Math.ceil(bytes.length / Math.max(1, count)) + spareBytes);
    return { bytes, parts };
  };
}

/** All in the journal, however large, each as if it had been appended alone. */
export function encodeEvents(executionId: string, fence: number, events: readonly EngineEvent[]): Buffer {
  const encode = recordEncoder({ executionId, fence, largestText: Infinity });
  return Buffer.concat(events.map((event) => encode([event]).bytes));
}

export interface DecodedJournal {
  /** The longest good prefix; of whole batches, where only the tail is torn. */
  readonly events: readonly EngineEvent[];
  /** The highest fence seen; 0: none. */
  readonly fence: number;
  /** Bytes that hold the good prefix; what is behind them is torn, or (when `corrupt`) damaged in the middle. */
  readonly goodBytes: number;
  readonly corrupt: boolean;
  /** What is wrong, for people. */
  readonly problem?: string;
  /** Parts of events that are in files and still missing in them (R6); absent when there are none. */
  readonly missing?: ReadonlyMap<EngineEvent, readonly PartFile[]>;
}

export function decodeJournal(executionId: string, bytes: Buffer): DecodedJournal {
  const reader = new RecordReader(executionId, bytes);
  const events: EngineEvent[] = [];
  const missing = new Map<EngineEvent, readonly PartFile[]>();
  let fence = 0;
  let at = 0;
  /** Where the last whole batch ends: in the bytes, and in the events. */
  let whole = { at: 0, events: 0 };
  while (at < bytes.length) {
    const end = bytes.indexOf(lineFeed, at);
    const record = end === -1 ? undefined : reader.read(at, end);
    if (record === undefined || !take(record)) {
      const corrupt = isCorrupt(reader, bytes, { at, seq: events.length, fence });
      const problem = problemAt(corrupt ? at : whole.at, bytes.length, corrupt);
      return corrupt ? { events, fence, goodBytes: at, corrupt, problem, ...inFiles() } : cut(problem);
    }
    at = end + 1;
    if (!record.more) whole = { at, events: events.length };
  }
  if (whole.at < at) return cut(problemAt(whole.at, bytes.length, false));
  return { events, fence, goodBytes: at, corrupt: false, ...inFiles() };

  function cut(problem: string): DecodedJournal {
    for (const dropped of events.splice(whole.events)) missing.delete(dropped);
    return { events, fence, goodBytes: whole.at, corrupt: false, problem, ...inFiles() };
  }

  function take(record: JournalRecord): boolean {
    if (record.fence < fence) return true;
    const { seq } = record.event;
    if (record.fence > fence && fence > 0) {
      if (seq > events.length + 1) return false;
      for (const dropped of events.splice(Math.max(0, seq - 1))) missing.delete(dropped);
      whole.events = Math.min(whole.events, events.length);
    } else if (seq !== events.length + 1) return false;
    fence = record.fence;
    events.push(record.event);
    if (record.files) missing.set(record.event, record.files);
    return true;
  }

  function inFiles(): Pick<DecodedJournal, 'missing'> {
    return missing.size === 0 ? {} : { missing };
  }
}

interface Bad {
  readonly at: number;
  /** Of the good record before it. */
  readonly seq: number;
  readonly fence: number;
}

/** Whether a good record that could not be a repetition stands somewhere behind a bad one that was once written. */
function isCorrupt(reader: RecordReader, bytes: Buffer, { at: badAt, seq, fence }: Bad): boolean {
  let at = badAt;
  let goodAt: number | undefined;
  for (let end = bytes.indexOf(lineFeed, at); end !== -1; end = bytes.indexOf(lineFeed, at)) {
    const record = reader.read(at, end);
    if (record && record.fence >= fence && record.event.seq > seq) {
      if (record.safe > badAt) return true;
      goodAt ??= at;
    }
    at = end + 1;
  }
  const bad = bytes.subarray(badAt, goodAt);
  return goodAt !== undefined && !unwritten.some((hole) => bad.includes(hole));
}

/** JSON has no such byte. One alone may be a changed one, but hardly where a line ends or begins: no single bit makes it of these. */
const unwritten = ['\0\0', '"}\0', '\0"v":'].map((hole) => Buffer.from(hole, 'latin1'));

function problemAt(at: number, length: number, corrupt: boolean): string {
  return corrupt
    ? t('The journal is damaged at byte {0}, with good records behind it', at)
    : t('The last {0} bytes of the journal were not completely written', length - at);
}
