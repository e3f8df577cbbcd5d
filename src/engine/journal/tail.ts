/** What a journal has behind the bytes that are surely on the disk: kept until they are, and encoded piece by piece. */
import type { EngineEvent } from '../events.ts';
import type { Encode, EncodedEvents } from './codec.ts';
import type { LargePart } from './largeParts.ts';

/** So many events make one piece. */
const pieceEvents = 1_024;

/** What is appended together: the first piece is encoded at once, the others when they are asked for. */
export class Pieces {
  /** Undefined when there is nothing. */
  readonly first: Buffer | undefined;
  /** Whether there surely is no other. */
  readonly isOne: boolean;
  readonly #others: Generator<Buffer, undefined>;
  #left: number;
  #hasBegun = false;

  /** @param most that there can be */
  constructor(pieces: Generator<Buffer, undefined>, most: number) {
    this.first = pieces.next().value;
    this.isOne = most === 1;
    this.#left = most;
    this.#others = pieces;
  }

  /** So many are yet to come, at most. */
  get left(): number {
    return this.#left;
  }

  next(): Buffer | undefined {
    this.#left--;
    if (this.#hasBegun) return this.#others.next().value;
    this.#hasBegun = true;
    return this.first;
  }
}

export class Tail {
  readonly #encode: Encode;
  /** Bytes of the file that are surely on the disk. */
  durable: number;
  /** Those behind it; all but the last piece are written, as far as one knows. */
  unsynced: Buffer[] = [];
  unsyncedBytes = 0;
  /** What must be on the disk before the next piece is written. */
  partsFirst: LargePart[] = [];

  /** @param length of the file, all of it durable */
  constructor(encode: Encode, length: number) {
    this.#encode = encode;
    this.durable = length;
  }

  /** With what was taken and is not written yet. */
  get length(): number {
    return this.durable + this.unsyncedBytes;
  }

  /** Takes batches. What is small goes together. */
  take(batches: readonly (readonly EngineEvent[])[]): Pieces {
    const full = batches.reduce((sum, { length }) => sum + Math.floor(length / pieceEvents), 0);
    return new Pieces(this.#encoded(batches), full + 1);
  }

  *#encoded(batches: readonly (readonly EngineEvent[])[]): Generator<Buffer, undefined> {
    let piece: EncodedEvents[] = [];
    for (const events of batches)
      for (let from = 0; from < events.length; from += pieceEvents) {
        piece.push(this.#encode(events, this.durable, { from, to: from + pieceEvents }));
        if (from + pieceEvents > events.length) continue;
        yield this.#add(piece);
        piece = [];
      }
    if (piece.length > 0) yield this.#add(piece);
    return undefined;
  }

  allDurable(): void {
    this.durable += this.unsyncedBytes;
    this.unsynced = [];
    this.unsyncedBytes = 0;
  }

  #add(piece: readonly EncodedEvents[]): Buffer {
    const [only] = piece;
    const bytes = piece.length === 1 && only ? only.bytes : Buffer.concat(piece.map((each) => each.bytes));
    for (const { parts } of piece) for (const part of parts) this.partsFirst.push(part);
    this.unsynced.push(bytes);
    this.unsyncedBytes += bytes.length;
    return bytes;
  }
}
