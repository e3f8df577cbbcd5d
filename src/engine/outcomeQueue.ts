/** What has happened to one execution and is not decided yet, in its order. */
import type { Outcome } from './core/outcome.ts';
import type { Decider, Decision } from './decide.ts';
import { type Pace, slice } from './pace.ts';

/** When a batch has so many events it takes no more outcomes: a list over 128 kB is memory of its own for V8, made anew each time. */
const mostEvents = 8_192;

export interface Decided extends Decision {
  readonly nowMs: number;
  /** Whether a user's request is among the outcomes: it is answered when it is durable. */
  readonly isAsked: boolean;
}

export class OutcomeQueue {
  readonly #decider: Decider;
  readonly #pace: Pace;
  #outcomes: Outcome[] = [];

  constructor(decider: Decider, pace: Pace) {
    this.#decider = decider;
    this.#pace = pace;
  }

  get isEmpty(): boolean {
    return this.#outcomes.length === 0;
  }

  add(outcome: Outcome): void {
    this.#outcomes.push(outcome);
  }

  clear(): void {
    this.#outcomes = [];
  }

  /** Each outcome by itself. What is left when others should have the thread stays. */
  decide(nowMs: number): Decided {
    const outcomes = this.#outcomes;
    const decider = this.#decider;
    const single: Outcome[] = [];
    // Most of them succeed: two events each.
    decider.reserve(Math.min(2 * outcomes.length + 2, mostEvents));
    let decided = 0;
    let isAsked = false;
    for (const outcome of outcomes) {
      if (decided % slice === slice - 1 && (this.#pace.isOver || decider.events >= mostEvents)) break;
      decided++;
      isAsked ||= outcome.kind === 'asked';
      single[0] = outcome;
      decider.decide(single, nowMs);
    }
    this.#outcomes = outcomes.slice(decided);
    return { ...decider.take(), nowMs, isAsked };
  }
}
