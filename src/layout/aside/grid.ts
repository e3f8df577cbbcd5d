/**
 * The shortest ways to one place around everything that stands in between, with few bends: from all places at once, so that ways that
 * come near each other run together.
 */
import type { Steps } from '../../base/steps.ts';
import type { Spot } from '../elk/question.ts';

export interface Area {
  readonly from: Spot;
  readonly to: Spot;
}

/** What a bend is worth, and what a point on a label, in pixels. */
const bendCost = 30;
const labelCost = 200;

/** So many take a few milliseconds. */
const statesPerStep = 5_000;

const [free, onLabel, inRoom] = [0, 1, 2];

/** How a way goes on from a point. */
export type Course = keyof Spot;

export class Grid {
  readonly #across: Float64Array;
  readonly #along: Float64Array;
  readonly #state: Uint8Array;
  readonly #bus: number;

  /** @param lines where ways may run @param bus from there on a way along is cheap */
  constructor(lines: { readonly across: readonly number[]; readonly along: readonly number[] }, bus: number) {
    this.#across = Float64Array.from(new Set(lines.across)).sort();
    this.#along = Float64Array.from(new Set(lines.along)).sort();
    this.#state = new Uint8Array(this.#across.length * this.#along.length);
    this.#bus = bus;
  }

  get size(): number {
    return this.#state.length;
  }

  /** Every area's middle has to be on a line, across and along. */
  block({ from, to }: Area, isRoom: boolean): void {
    const last = firstFrom(this.#across, to.across);
    const end = firstFrom(this.#along, to.along);
    for (let along = firstBehind(this.#along, from.along); along < end; along++)
      for (let across = firstBehind(this.#across, from.across); across < last; across++) {
        const at = along * this.#across.length + across;
        this.#state[at] = Math.max(this.#state[at] ?? free, isRoom ? inRoom : onLabel);
      }
  }

  /** From a place, beginning in a course or in the better one, the points up to the target; undefined where there is no way. */
  *waysTo(target: Spot): Steps<(from: Spot, course?: Course) => readonly Spot[] | undefined> {
    const { cost, next } = yield* this.#search(this.#at(target));
    return (from, course) => {
      const own = 2 * this.#at(from);
      if (this.#state[own >> 1] === inRoom || this.#state[this.#at(target)] === inRoom) return undefined;
      const isAlong = course ? course === 'along' : (cost[own + 1] ?? 0) <= (cost[own] ?? 0);
      let state = isAlong ? own + 1 : own;
      if (cost[state] === Infinity) return undefined;
      const points: Spot[] = [];
      for (; state !== -1; state = next[state] ?? -1) points.push(this.#spot(state >> 1));
      return points;
    };
  }

  /** Backwards from the target, where ways come in along. A state is a point and how a way goes on from it: odd along. */
  *#search(target: number): Steps<{ readonly cost: Float64Array; readonly next: Int32Array }> {
    let steps = 0;
    const cost = new Float64Array(2 * this.#state.length).fill(Infinity);
    const next = new Int32Array(cost.length).fill(-1);
    /** By cost, in whole pixels. */
    const waiting: number[][] = [];
    const reach = (state: number, by: number, from: number): void => {
      if (by >= (cost[state] ?? 0)) return;
      cost[state] = by;
      next[state] = from;
      (waiting[by] ??= []).push(state);
    };
    reach(2 * target + 1, 0, -1);
    for (let now = 0; now < waiting.length; now++) {
      const states = waiting[now] ?? [];
      for (let state = states.pop(); state !== undefined; state = states.pop()) {
        if (cost[state] !== now) continue;
        if (++steps % statesPerStep === 0) yield;
        this.#spread(state, (point, isAlong, length) => {
          const isBend = isAlong !== (state % 2 === 1);
          reach(2 * point + Number(isAlong), now + Math.max(1, Math.round(length)) + (isBend ? bendCost : 0), state);
        });
      }
    }
    return { cost, next };
  }

  #spread(state: number, reach: (point: number, isAlong: boolean, length: number) => void): void {
    const point = state >> 1;
    const width = this.#across.length;
    const [column, row] = [point % width, Math.floor(point / width)];
    const step = (by: -1 | 1, isAlong: boolean): void => {
      const lines = isAlong ? this.#along : this.#across;
      const at = isAlong ? row : column;
      const there = point + by * (isAlong ? width : 1);
      const [here, other] = [lines[at], lines[at + by]];
      if (here === undefined || other === undefined || this.#state[there] === inRoom) return;
      const isCheap = isAlong && (this.#across[column] ?? 0) >= this.#bus;
      const length = Math.abs(other - here) * (isCheap ? 0.5 : 1);
      reach(there, isAlong, length + (this.#state[there] === onLabel ? labelCost : 0));
    };
    step(-1, true);
    step(1, true);
    step(-1, false);
    step(1, false);
  }

  #at({ across, along }: Spot): number {
    return firstFrom(this.#along, along) * this.#across.length + firstFrom(this.#across, across);
  }

  #spot(point: number): Spot {
    const width = this.#across.length;
    return { across: this.#across[point % width] ?? 0, along: this.#along[Math.floor(point / width)] ?? 0 };
  }
}

/** The first index whose value is not less. */
function firstFrom(values: Float64Array, value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first index whose value is greater. */
function firstBehind(values: Float64Array, value: number): number {
  const at = firstFrom(values, value);
  return values[at] === value ? at + 1 : at;
}
