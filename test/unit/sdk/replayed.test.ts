import assert from 'node:assert/strict';
import { finish } from '../../../src/base/steps.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { Replayed } from '../../../src/sdk/replayed.ts';
import { sketch, Story } from '../../support/presentation/story.ts';

describe('an execution after each of its events', () => {
  it('is as it was then, in whatever order one asks', async () => {
    const story = await Story.of(sketch('start > fork > a > join > end, fork > b > join'));
    const { workflow, events } = story;
    const replayed = new Replayed(workflow, events);
    const at = (count: number): ExecutionSnapshot => finish(replayed.at(count));
    const moments = events.map((_, index) => JSON.stringify(at(index + 1)));
    for (const count of [events.length, 1, 7, 3, events.length])
      assert.equal(JSON.stringify(at(count)), moments[count - 1]);
    assert.equal(at(1).status, 'running');
    assert.equal(at(events.length).status, 'completed');
    const running = events.findIndex((event) => event.type === 'attemptStarted' && event.node_id === 'a');
    assert.equal(at(running).nodes['a']?.status, 'pending');
    assert.equal(at(running + 1).nodes['a']?.status, 'running');
  });
});
