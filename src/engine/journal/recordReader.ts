/** Reads the records of one journal, each from its line: `codec.ts` has what they are. */
import { isAscii } from 'node:buffer';
import type { EngineEvent } from '../events.ts';
import { crc32c, viewOf } from './crc32c.ts';
import { FrequentReader } from './frequentReading.ts';
import { type PartFile, readPartFiles } from './largeParts.ts';
import { checkLine, checksumOf, formatVersion, parsed, stands } from './record.ts';

export interface JournalRecord {
  readonly fence: number;
  readonly safe: number;
  readonly event: EngineEvent;
  readonly more: boolean;
  readonly files: readonly PartFile[] | undefined;
}

type Head = Omit<JournalRecord, 'event'>;

const eventKey = Buffer.from(',"event":');

function readHead(text: string): Head | undefined {
  const value = parsed(`${text}}`);
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, fence, safe = 0, more = false, files } = value as Readonly<Record<string, unknown>>;
  if (v !== formatVersion || typeof fence !== 'number' || typeof safe !== 'number') return undefined;
  if (typeof more !== 'boolean') return undefined;
  if (files === undefined) return { fence, safe, more, files };
  const parts = readPartFiles(files);
  return parts && { fence, safe, more, files: parts };
}

/** Bytes that are made text at once. */
const windowBytes = 65_536;

export class RecordReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #frequent: FrequentReader;
  readonly #checksum: number;
  /** Text of the bytes from `#from` to `#to`; undefined when some of them are not ASCII. */
  #window: string | undefined;
  #from = 0;
  #to = 0;
  /** How the record before began, with its `"event":`, the checksum up to there, and what that means. */
  #start: Buffer = Buffer.alloc(0);
  #startChecksum = 0;
  #head: Head | undefined;

  constructor(executionId: string, bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#frequent = new FrequentReader(bytes);
    this.#checksum = checksumOf(executionId);
  }

  /** The record on the line between these places; undefined when it is not a good one. */
  read(start: number, end: number): JournalRecord | undefined {
    const isLikeBefore = this.#start.length > 0 && stands(this.#start, this.#bytes, start);
    const checkedEnd = isLikeBefore
      ? checkLine(this.#startChecksum, this.#bytes, start, end, this.#view, start + this.#start.length)
      : checkLine(this.#checksum, this.#bytes, start, end, this.#view);
    if (checkedEnd === -1) return undefined;
    const head = isLikeBefore ? this.#head : this.#headAt(start, checkedEnd);
    if (head === undefined) return undefined;
    const eventAt = start + this.#start.length;
    const event = this.#frequent.read(eventAt, checkedEnd) ?? parsed(this.#text(eventAt, checkedEnd));
    return isEvent(event)
      ? { fence: head.fence, safe: head.safe, more: head.more, files: head.files, event }
      : undefined;
  }

  #headAt(start: number, end: number): Head | undefined {
    // Nothing before the event has texts that could hold this.
    const record = this.#bytes.subarray(start, end);
    const keyAt = record.indexOf(eventKey);
    if (keyAt === -1) return undefined;
    this.#start = record.subarray(0, keyAt + eventKey.length);
    this.#startChecksum = crc32c(this.#start, 0, this.#start.length, this.#checksum);
    return (this.#head = readHead(record.toString('utf8', 0, keyAt)));
  }

  #text(start: number, end: number): string {
    if (end > this.#to) {
      this.#from = start;
      this.#to = Math.min(this.#bytes.length, Math.max(end, start + windowBytes));
      const window = this.#bytes.subarray(this.#from, this.#to);
      this.#window = isAscii(window) ? window.toString('latin1') : undefined;
    }
    return start < this.#from || this.#window === undefined
      ? this.#bytes.toString('utf8', start, end)
      : this.#window.slice(start - this.#from, end - this.#from);
  }
}

function isEvent(value: unknown): value is EngineEvent {
  return typeof value === 'object' && value !== null;
}
