/**
 * The lines of the events that every attempt brings. They are what `JSON.stringify` would make of them; but to put them together from
 * pieces that are bytes already, with the checksum of the first known, takes a quarter of the time, and leaves nothing to collect.
 */
import type { EngineEvent } from '../events.ts';
import { type LineHead, lineHead, type LineWriter, type Piece, pieceOf } from './record.ts';

/** Room for the numbers and names that every one of these has, but for the node's id. */
const usualRoom = 128;
const mostCount = 2 ** 31 - 1;

const closing = pieceOf('"}');
const attempt = pieceOf('","attempt":');
const afterAttempt = pieceOf('}');
const outputNull = pieceOf(',"output":null}');

/** Those that have nothing but these, in this order. */
const fields = {
  nodeReady: ['type', 'seq', 'time_ms', 'node_id'],
  attemptStarted: ['type', 'seq', 'time_ms', 'node_id', 'attempt'],
  attemptSucceeded: ['type', 'seq', 'time_ms', 'node_id', 'attempt', 'output'],
  nodeCompleted: ['type', 'seq', 'time_ms', 'node_id'],
} as const;

type FrequentType = keyof typeof fields;
type Heads = Readonly<Record<FrequentType, LineHead>>;

export class FrequentLines {
  readonly #heads: Heads;
  readonly #headsMore: Heads;
  #timeMs = NaN;
  #stamp = pieceOf('');

  /** @param start how the lines of a batch's last record begin, up to the event, and `more` those of the others */
  constructor(checksum: number, start: string, more: string) {
    this.#heads = headsOf(checksum, start);
    this.#headsMore = headsOf(checksum, more);
  }

  /** False, and nothing is added, for any other event. */
  add(writer: LineWriter, event: EngineEvent, isLast: boolean): boolean {
    switch (event.type) {
      case 'nodeReady':
      case 'nodeCompleted':
      case 'attemptStarted':
      case 'attemptSucceeded':
        break;
      default:
        return false;
    }
    if (!hasOnly(event, fields[event.type])) return false;
    const { type, seq, node_id } = event;
    if (!isCount(seq)) return false;
    writer.begin((isLast ? this.#heads : this.#headsMore)[type], usualRoom + node_id.length);
    writer.putCount(seq);
    writer.put(this.#stampOf(event.time_ms));
    if (writer.putPlain(node_id) && putRest(writer, event)) {
      writer.end();
      return true;
    }
    writer.drop();
    return false;
  }

  /** That of most events is that of the one before. */
  #stampOf(timeMs: number): Piece {
    if (timeMs !== this.#timeMs) {
      this.#timeMs = timeMs;
      this.#stamp = pieceOf(`,"time_ms":${JSON.stringify(timeMs)},"node_id":"`);
    }
    return this.#stamp;
  }
}

function putRest(writer: LineWriter, event: Extract<EngineEvent, { readonly type: FrequentType }>): boolean {
  if (event.type === 'nodeReady' || event.type === 'nodeCompleted') {
    writer.put(closing);
    return true;
  }
  if (!isCount(event.attempt)) return false;
  writer.put(attempt);
  writer.putCount(event.attempt);
  if (event.type === 'attemptStarted') writer.put(afterAttempt);
  else if (event.output === null) writer.put(outputNull);
  else return false;
  return true;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= mostCount;
}

/** What stands in the record is the event as it is: one field more, or another order, is for `JSON.stringify`. */
function hasOnly(event: EngineEvent, names: readonly string[]): boolean {
  let found = 0;
  for (const name in event) {
    if (name !== names[found]) return false;
    found++;
  }
  return found === names.length;
}

function headsOf(checksum: number, start: string): Heads {
  const head = (type: FrequentType): LineHead => lineHead(checksum, `${start}{"type":"${type}","seq":`);
  return {
    nodeReady: head('nodeReady'),
    attemptStarted: head('attemptStarted'),
    attemptSucceeded: head('attemptSucceeded'),
    nodeCompleted: head('nodeCompleted'),
  };
}
