/**
 * One line of a journal: JSON text without its closing brace, then `,"len":N,"crc":"xxxxxxxx"}` and a line feed. N is the number
 * of bytes before `,"len"`, the CRC-32C is over the execution's id and those bytes, so that a record of another execution is not
 * taken for one of this.
 *
 * A journal has many thousands of them, so lines are written into, and checked in, one buffer without copies.
 */
import { endianness } from 'node:os';
import { crc32c, crc32cOf, viewOf } from './crc32c.ts';

export const formatVersion = 1;

const isLittleEndian = endianness() === 'LE';

/** Most that the length and the checksum take, and what a piece puts behind its end. */
const longestTrailer = 56;
const lenKey = pieceOf(',"len":');
const crcKey = pieceOf(',"crc":"');
const firstPrintable = 32;
const quote = 34;
const backslash = 92;
const brace = 125;
const lastPrintable = 126;
const lineFeed = 10;
const zero = 48;
const nine = 57;
const letterA = 97;
const hexDigits = Buffer.from('0123456789abcdef', 'latin1');

/** The checksum with which those of all records of an execution begin. */
export function checksumOf(executionId: string): number {
  return crc32c(Buffer.from(executionId, 'utf8'));
}

/** How many lines begin, with the checksum up to there. */
export interface LineHead {
  readonly piece: Piece;
  readonly checksum: number;
}

/**
 * Text with its bytes also as numbers, eight to each: to call what copies bytes takes longer than to write so few numbers. No bytes of
 * UTF-8 are NaN, whose bits could change.
 */
export interface Piece {
  readonly bytes: Buffer;
  readonly eights: Float64Array;
}

export function pieceOf(text: string): Piece {
  const length = Buffer.byteLength(text);
  const eights = new Float64Array(Math.ceil(length / 8));
  const bytes = Buffer.from(eights.buffer, 0, length);
  bytes.write(text);
  return { bytes, eights };
}

/** @param checksum with which those of the execution begin */
export function lineHead(checksum: number, text: string): LineHead {
  const piece = pieceOf(text);
  const { bytes } = piece;
  return { piece, checksum: crc32c(bytes, 0, bytes.length, checksum) };
}

/** Fills a buffer with lines. */
export class LineWriter {
  #buffer: Buffer;
  #view: DataView;
  /** Where the line begins, its head ends, and the next byte goes. */
  #start = 0;
  #openAt = 0;
  #at = 0;
  #checksum = 0;

  constructor(expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes);
    this.#view = viewOf(this.#buffer);
  }

  /** Adds a line; head and `open` are its JSON text without the closing brace. */
  add(head: LineHead, open: string): void {
    this.begin(head, 0);
    this.putText(open);
    this.end();
  }

  /** Begins a line. For all that follows, but for `putText`, there is this room. */
  begin({ piece, checksum }: LineHead, room: number): void {
    this.#reserve(piece.bytes.length + room + longestTrailer);
    this.#start = this.#at;
    this.#checksum = checksum;
    this.put(piece);
    this.#openAt = this.#at;
  }

  put({ bytes, eights }: Piece): void {
    const view = this.#view;
    const at = this.#at;
    for (let index = 0; index < eights.length; index++)
      view.setFloat64(at + 8 * index, eights[index] as number, isLittleEndian);
    this.#at = at + bytes.length;
  }

  putText(text: string): void {
    // A character takes 3 bytes at most; to count them first is worth it only for long texts.
    const most = text.length > 65_536 ? Buffer.byteLength(text) : text.length * 3;
    this.#reserve(most + longestTrailer);
    this.#at += this.#buffer.write(text, this.#at, 'utf8');
  }

  /** What stands between the quotes of a JSON text; false, and nothing is put, for one that takes more than its own letters. */
  putPlain(text: string): boolean {
    const buffer = this.#buffer;
    let at = this.#at;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < firstPrintable || code > lastPrintable || code === quote || code === backslash) return false;
      buffer[at++] = code;
    }
    this.#at = at;
    return true;
  }

  /** A whole number from 0 on, below 2^31. */
  putCount(count: number): void {
    const buffer = this.#buffer;
    let end = this.#at + 1;
    for (let rest = (count / 10) | 0; rest > 0; rest = (rest / 10) | 0) end++;
    let rest = count;
    for (let digit = end - 1; digit >= this.#at; digit--) {
      const next = (rest / 10) | 0;
      buffer[digit] = zero + rest - next * 10;
      rest = next;
    }
    this.#at = end;
  }

  /** Takes back what was put since `begin`. */
  drop(): void {
    this.#at = this.#start;
  }

  end(): void {
    const end = this.#at;
    const buffer = this.#buffer;
    this.put(lenKey);
    this.putCount(end - this.#start);
    this.put(crcKey);
    const at = this.#at;
    let crc = crc32cOf(this.#view, this.#openAt, end, this.#checksum);
    for (let digit = at + 7; digit >= at; digit--, crc >>>= 4) buffer[digit] = hexDigits[crc & 15] as number;
    buffer[at + 8] = quote;
    buffer[at + 9] = brace;
    buffer[at + 10] = lineFeed;
    this.#at = at + 11;
  }

  done(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
    this.#view = viewOf(larger);
  }
}

/** One line on its own. */
export function sealLine(executionId: string, open: string): Buffer {
  const writer = new LineWriter(open.length + longestTrailer);
  writer.add(lineHead(checksumOf(executionId), ''), open);
  return writer.done();
}

/**
 * Where the checked part of the line (without its line feed) between these places ends; -1 when it is not a good one.
 *
 * @param view of the bytes, for who checks many
 * @param from what the checksum knows of the line already ends here
 */
export function checkLine(
  checksum: number,
  bytes: Buffer,
  start: number,
  end: number,
  view = viewOf(bytes),
  from = start,
): number {
  // …,"len":N,"crc":"xxxxxxxx"}
  const crcAt = end - 10;
  if (crcAt - crcKey.bytes.length <= start || bytes[end - 1] !== brace || bytes[end - 2] !== quote) return -1;
  let crc = 0;
  for (let at = crcAt; at < crcAt + 8; at++) {
    const code = bytes[at] as number;
    const digit = code <= nine ? code - zero : code - letterA + 10;
    if (digit < 0 || digit > 15 || (code > nine && code < letterA)) return -1;
    crc = crc * 16 + digit;
  }
  let at = crcAt - crcKey.bytes.length;
  if (!stands(crcKey.bytes, bytes, at)) return -1;
  let length = 0;
  let unit = 1;
  for (at--; at > start; at--, unit *= 10) {
    const digit = (bytes[at] as number) - zero;
    if (digit < 0 || digit > 9) break;
    length += digit * unit;
  }
  const checkedEnd = at + 1 - lenKey.bytes.length;
  if (unit === 1 || checkedEnd < from || checkedEnd - start !== length || !stands(lenKey.bytes, bytes, checkedEnd))
    return -1;
  return crc32cOf(view, from, checkedEnd, checksum) === crc ? checkedEnd : -1;
}

/** The JSON value of a line (without its line feed); undefined when it is not a good record of this execution. */
export function unsealLine(executionId: string, line: Buffer): unknown {
  if (checkLine(checksumOf(executionId), line, 0, line.length) === -1) return undefined;
  return parsed(line.toString('utf8'));
}

/** Undefined for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function stands(text: Buffer, bytes: Buffer, from: number): boolean {
  if (from < 0) return false;
  for (let index = 0; index < text.length; index++) if (bytes[from + index] !== text[index]) return false;
  return true;
}
