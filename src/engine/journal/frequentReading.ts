/**
 * Reads the events of `frequentLines.ts` from their bytes. They are what `JSON.parse` would make of them; but that takes most of the time
 * of a replay, and of a long journal nearly all lines are of these.
 */
import type { EngineEvent } from '../events.ts';

const heads = {
  nodeReady: bytesOf('{"type":"nodeReady","seq":'),
  attemptStarted: bytesOf('{"type":"attemptStarted","seq":'),
  attemptSucceeded: bytesOf('{"type":"attemptSucceeded","seq":'),
  nodeCompleted: bytesOf('{"type":"nodeCompleted","seq":'),
};
const types = ['attemptStarted', 'attemptSucceeded', 'nodeReady', 'nodeCompleted'] as const;
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
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The event between these places; undefined for any other, and for one that is written in another way. */
  read(start: number, end: number): EngineEvent | undefined {
    this.#at = start;
    const type = types.find((each) => this.#skip(heads[each]));
    const seq = type === undefined ? undefined : this.#count();
    if (type === undefined || seq === undefined || !this.#skip(timeKey)) return undefined;
    const time_ms = this.#count();
    if (time_ms === undefined || !this.#skip(nodeKey)) return undefined;
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
    for (let code = bytes[at] as number; isPlain(code); code = bytes[++at] as number);
    this.#at = at;
    return bytes.toString('latin1', from, at);
  }
}

function isPlain(code: number): boolean {
  return code >= firstPrintable && code <= lastPrintable && code !== quote && code !== backslash;
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
