/** Long work that can be done a step at a time, so that others have the thread between two of them. What it yields says nothing. */
export type Steps<T> = Generator<void, T, void>;

/** Who says when others have to have their turn. */
export interface Pace {
  /** Whether the work has gone on for long enough. */
  readonly isOver: boolean;
  /** Lets others have their turn. */
  rest(): Promise<void>;
}

/** So many small pieces of work make a step. */
const slice = 16;

/** As `map` of a list does it. */
export function* mapInSteps<T, U>(items: readonly T[], make: (item: T, index: number) => U): Steps<U[]> {
  const made: U[] = [];
  for (const item of items) {
    made.push(make(item, made.length));
    if (made.length % slice === 0) yield;
  }
  return made;
}

/** All of it at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** All of it, others between its steps. */
export async function finishAtPace<T>(steps: Steps<T>, pace: Pace): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (pace.isOver) await pace.rest();
  }
}
