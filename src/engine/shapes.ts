/**
 * What makes the objects of which there are several for each attempt. They are plain objects, but no literal makes them:
 *
 * 1. Once most of what a literal makes has outlived a collection, V8 makes all of it in old memory, for as long as the program runs.
 *    With 10,000 branches that once happened to every event: new pages of memory for each took longer than all the rest, and what they
 *    held stayed until a full collection. It does not happen to what a constructor makes.
 * 2. V8 boxes a number in a field that has held nothing but numbers, for each object anew; in a field that has also held something else
 *    it is shared, or needs no box. So the first of each kind is made here, with null for its times, and lives as long as any other.
 */
import type { JsonValue } from '../base/json.ts';
import type { EngineEvent } from './events.ts';
import type { AttemptRecord } from './state.ts';

type Of<Type extends EngineEvent['type']> = Extract<EngineEvent, { readonly type: Type }>;
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What makes a `T` of the values of its fields in their order. */
type Maker<T, Values extends unknown[]> = new (...values: Values) => T;

const firsts: unknown[] = [];

function maker<T, Values extends unknown[]>(
  fill: (this: Writable<T>, ...values: Values) => void,
  ...first: unknown[]
): Maker<T, Values> {
  fill.prototype = Object.prototype;
  const make = fill as unknown as Maker<T, Values>;
  firsts.push(new make(...(first as Values)));
  return make;
}

export const NodeReady = maker(
  function (this: Writable<Of<'nodeReady'>>, seq: number, timeMs: number, nodeId: string) {
    this.type = 'nodeReady';
    this.seq = seq;
    this.time_ms = timeMs;
    this.node_id = nodeId;
  },
  0,
  null,
  '',
);

export const AttemptStarted = maker(
  function (this: Writable<Of<'attemptStarted'>>, seq: number, timeMs: number, nodeId: string, attempt: number) {
    this.type = 'attemptStarted';
    this.seq = seq;
    this.time_ms = timeMs;
    this.node_id = nodeId;
    this.attempt = attempt;
  },
  0,
  null,
  '',
  0,
);

export const AttemptSucceeded = maker(
  function (
    this: Writable<Of<'attemptSucceeded'>>,
    seq: number,
    timeMs: number,
    nodeId: string,
    attempt: number,
    output: JsonValue,
  ) {
    this.type = 'attemptSucceeded';
    this.seq = seq;
    this.time_ms = timeMs;
    this.node_id = nodeId;
    this.attempt = attempt;
    this.output = output;
  },
  0,
  null,
  '',
  0,
  null,
);

export const NodeCompleted = maker(
  function (this: Writable<Of<'nodeCompleted'>>, seq: number, timeMs: number, nodeId: string) {
    this.type = 'nodeCompleted';
    this.seq = seq;
    this.time_ms = timeMs;
    this.node_id = nodeId;
  },
  0,
  null,
  '',
);

export const OpenAttempt = maker(
  function (
    this: Writable<AttemptRecord>,
    startedMs: number,
    item: number | undefined,
    previous: AttemptRecord | undefined,
  ) {
    this.startedMs = startedMs;
    this.endedMs = null;
    this.error = null;
    this.item = item;
    this.previous = previous;
  },
  null,
  undefined,
  undefined,
);

/** Keeps the first of each kind alive. */
export const shapes: readonly unknown[] = firsts;
