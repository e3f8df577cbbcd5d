/**
 * Reads the events of `frequentLines.ts` from their bytes. They are what `JSON.parse` would make of them; but that takes most of the time
 * of a replay, and of a long journal nearly all lines are of these.
 */
import type { EngineEvent } from '../events.ts';
import { KnownNames, mixed } from './knownNames.ts';

const heads = {
  nodeReady: bytesOf('{"type":"nodeReady","seq":'),
  attemptStarted: bytesOf('{"type":"attemptStarted","seq":'),
  attemptSucceeded: bytesOf('{"type":"attemptSucceeded","seq":'),
  nodeCompleted: bytesOf('{"type":"nodeCompleted","seq":'),
};
/** Where in a head, and by which letter, one can be told from another. */
const isNodeAt = 9;
const nodeTypeAt = 13;
const attemptTypeAt = 17;
const [letterN, letterR, letterT] = [110, 82, 116];
const timeKey = bytesOf(',"time_ms":');
const nodeKey = bytesOf(',"node_id":"');
const attemptKey = bytesOf('","attempt":');
const outputNull = bytesOf(',"output":null}');
const closing = bytesOf('"}');
const afterAttempt = bytesOf('}');

const firstPrintable = 32;
const quote = 34;
const zero = 48;
const nine = 57;
const backslash = 92;
const lastPrintable = 126;
/** Every number of so many digits is exact. */
const mostDigits = 15;

export class FrequentReader {
  readonly #bytes: Buffer;
  readonly #names = new KnownNames();
  #at = 0;
  /** What stood between the number and the node of the event before, and the time in it. */
  #stamp: Buffer = Buffer.alloc(0);
  #timeMs = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The event between these places; undefined for any other, and for one that is written in another way. */
  read(start: number, end: number): EngineEvent | undefined {
    this.#at = start;
    const type = this.#likelyType(start);
    const seq = this.#skip(heads[type]) ? this.#count() : undefined;
    if (seq === undefined || !this.#skipStamp()) return undefined;
    const time_ms = this.#timeMs;
    const node_id = this.#plain();
    if (type === 'nodeReady' || type === 'nodeCompleted')
      return this.#skip(closing) && this.#at === end ? { type, seq, time_ms, node_id } : undefined;
    const attempt = this.#skip(attemptKey) ? this.#count() : undefined;
    if (attempt === undefined || !this.#skip(type === 'attemptStarted' ? afterAttempt : outputNull)) return undefined;
    if (this.#at !== end) return undefined;
    return type === 'attemptStarted'
      ? { type, seq, time_ms, node_id, attempt }
      : { type, seq, time_ms, node_id, attempt, output: null };
  }

  #likelyType(start: number): keyof typeof heads {
    const bytes = this.#bytes;
    if (bytes[start + isNodeAt] === letterN)
      return bytes[start + nodeTypeAt] === letterR ? 'nodeReady' : 'nodeCompleted';
    return bytes[start + attemptTypeAt] === letterT ? 'attemptStarted' : 'attemptSucceeded';
  }

  /** That of most events is that of the one before. */
  #skipStamp(): boolean {
    if (this.#stamp.length > 0 && this.#skip(this.#stamp)) return true;
    const from = this.#at;
    const timeMs = this.#skip(timeKey) ? this.#count() : undefined;
    if (timeMs === undefined || !this.#skip(nodeKey)) return false;
    this.#timeMs = timeMs;
    this.#stamp = this.#bytes.subarray(from, this.#at);
    return true;
  }

  #skip(text: Buffer): boolean {
    const bytes = this.#bytes;
    const at = this.#at;
    for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
    this.#at = at + text.length;
    return true;
  }

  /** A whole number from 0 on. */
  #count(): number | undefined {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    let count = 0;
    for (let code = bytes[at] as number; code >= zero && code <= nine; code = bytes[++at] as number)
      count = count * 10 + (code - zero);
    this.#at = at;
    const digits = at - from;
    return digits === 0 || digits > mostDigits || (digits > 1 && bytes[from] === zero) ? undefined : count;
  }

  /** Text up to the next character that does not stand for itself. */
  #plain(): string {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    let hash = 0;
    for (let code = bytes[at] as number; isPlain(code); code = bytes[++at] as number) hash = mixed(hash, code);
    this.#at = at;
    return this.#names.at(bytes, from, at, hash);
  }
}

function isPlain(code: number): boolean {
  return code >= firstPrintable && code <= lastPrintable && code !== quote && code !== backslash;
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
