import assert from 'node:assert/strict';
import { finish, finishAtPace, type Steps } from '../../../src/base/steps.ts';

describe('Steps', () => {
  function* counted(done: string[]): Steps<number> {
    for (let step = 0; step < 3; step++) {
      done.push(`step ${step}`);
      yield;
    }
    return 3;
  }

  it('are done all at once', () => {
    const done: string[] = [];
    assert.equal(finish(counted(done)), 3);
    assert.deepEqual(done, ['step 0', 'step 1', 'step 2']);
  });

  it('let others have their turn when it is time', async () => {
    const done: string[] = [];
    let rested = 0;
    const pace = {
      get isOver() {
        return done.at(-1) !== 'step 1';
      },
      rest: () => {
        rested += 1;
        done.push('others');
        return Promise.resolve();
      },
    };
    assert.equal(await finishAtPace(counted(done), pace), 3);
    assert.deepEqual(done, ['step 0', 'others', 'step 1', 'step 2', 'others']);
    assert.equal(rested, 2);
  });
});
