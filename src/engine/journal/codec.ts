/**
 * The journal's lines. A record is `{"v":1,"fence":F,"event":{…},"len":N,"crc":"xxxxxxxx"}` and a line feed: N is the number of
 * bytes before `,"len"`, the CRC-32C is over the execution's id and those bytes, so that a record of another execution is not
 * taken for one of this.
 *
 * 1. Reading stops at the first record that is not good. With nothing good behind it, it is a torn tail; else the journal is
 *    corrupt (E3).
 * 2. A fence that grows takes over from its first `seq`; records with an older one are dropped (threat T18).
 */
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../events.ts';
import { crc32c } from './crc32c.ts';

export const formatVersion = 1;

/** `,"len":N,"crc":"xxxxxxxx"}` */
const trailer = /,"len":(\d+),"crc":"([0-9a-f]{8})"\}$/;
const longestTrailer = 48;
const lineFeed = 10;

/** The bytes of one line around the JSON text of a record without its closing brace. */
export function sealLine(executionId: string, open: string): Buffer {
  const bytes = Buffer.from(executionId + open, 'utf8');
  const idLength = Buffer.byteLength(executionId);
  const crc = crc32c(bytes).toString(16).padStart(8, '0');
  const tail = `,"len":${bytes.length - idLength},"crc":"${crc}"}\n`;
  return Buffer.concat([bytes.subarray(idLength), Buffer.from(tail, 'latin1')]);
}

/** The JSON value of a line (without its line feed); undefined when it is not a good record of this execution. */
export function unsealLine(executionId: string, line: Buffer): unknown {
  const found = trailer.exec(line.toString('latin1', Math.max(0, line.length - longestTrailer)));
  if (!found) return undefined;
  const length = Number(found[1]);
  if (length !== line.length - found[0].length) return undefined;
  const id = Buffer.from(executionId, 'utf8');
  const checked = id.length === 0 ? line.subarray(0, length) : Buffer.concat([id, line.subarray(0, length)]);
  if (crc32c(checked) !== parseInt(found[2] ?? '', 16)) return undefined;
  try {
    return JSON.parse(line.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

export function encodeEvents(executionId: string, fence: number, events: readonly EngineEvent[]): Buffer {
  return Buffer.concat(
    events.map((event) =>
      sealLine(executionId, `{"v":${formatVersion},"fence":${fence},"event":${JSON.stringify(event)}`),
    ),
  );
}

export interface DecodedJournal {
  /** The longest good prefix. */
  readonly events: readonly EngineEvent[];
  /** The highest fence seen; 0: none. */
  readonly fence: number;
  /** Bytes that hold the good prefix; what is behind them is torn, or (when `corrupt`) damaged in the middle. */
  readonly goodBytes: number;
  readonly corrupt: boolean;
  /** What is wrong, for people. */
  readonly problem?: string;
}

interface Record {
  readonly fence: number;
  readonly event: EngineEvent;
}

export function decodeJournal(executionId: string, bytes: Buffer): DecodedJournal {
  const events: EngineEvent[] = [];
  let fence = 0;
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(lineFeed, at);
    const record = end === -1 ? undefined : readRecord(executionId, bytes.subarray(at, end));
    if (record === undefined || !take(record)) {
      const corrupt = hasLaterRecord(executionId, bytes, at, events.length, fence);
      return { events, fence, goodBytes: at, corrupt, problem: problemAt(at, bytes.length, corrupt) };
    }
    at = end + 1;
  }
  return { events, fence, goodBytes: at, corrupt: false };

  function take(record: Record): boolean {
    if (record.fence < fence) return true;
    const { seq } = record.event;
    if (record.fence > fence && fence > 0) {
      if (seq > events.length + 1) return false;
      events.length = Math.max(0, seq - 1);
    } else if (seq !== events.length + 1) return false;
    fence = record.fence;
    events.push(record.event);
    return true;
  }
}

function readRecord(executionId: string, line: Buffer): Record | undefined {
  const value = unsealLine(executionId, line);
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, fence, event } = value as { readonly v?: unknown; readonly fence?: unknown; readonly event?: unknown };
  if (v !== formatVersion || typeof fence !== 'number' || typeof event !== 'object' || event === null) return undefined;
  return { fence, event: event as EngineEvent };
}

/** Whether a good record that could not be a repetition stands somewhere behind a bad one. */
function hasLaterRecord(executionId: string, bytes: Buffer, from: number, seq: number, fence: number): boolean {
  let at = from;
  for (let end = bytes.indexOf(lineFeed, at); end !== -1; end = bytes.indexOf(lineFeed, at)) {
    const record = readRecord(executionId, bytes.subarray(at, end));
    if (record && record.fence >= fence && record.event.seq > seq) return true;
    at = end + 1;
  }
  return false;
}

function problemAt(at: number, length: number, corrupt: boolean): string {
  return corrupt
    ? t('The journal is damaged at byte {0}, with good records behind it', at)
    : t('The last {0} bytes of the journal were not completely written', length - at);
}
