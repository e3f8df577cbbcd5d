import assert from 'node:assert/strict';
import type { Steps } from '../../../src/base/steps.ts';
import { finishBesides } from '../../../src/sdk/besides.ts';

/** Longer than work goes on while others wait, so that each step is followed by a rest. */
const stepMs = 10;

function* working(steps: number, done: () => void): Steps<void> {
  for (let step = 0; step < steps; step++) {
    const until = performance.now() + stepMs;
    while (performance.now() < until);
    done();
    yield;
  }
}

describe('long work besides other work', () => {
  it('is done by one of those at work in each turn of the event loop, by turns', async () => {
    const inTurn: string[][] = [[]];
    let isOver = false;
    const nextTurn = (): void => {
      inTurn.push([]);
      if (!isOver) setImmediate(nextTurn);
    };
    setImmediate(nextTurn);
    const work = ['a', 'b', 'c'].map((name) => finishBesides(working(4, () => inTurn.at(-1)?.push(name))));
    // They all begin at once.
    assert.deepEqual(inTurn, [['a', 'b', 'c']]);
    await Promise.all(work);
    isOver = true;
    const later = inTurn.slice(1);
    assert.ok(
      later.every((names) => names.length <= 1),
      JSON.stringify(later),
    );
    assert.deepEqual(later.flat(), ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  });
});
