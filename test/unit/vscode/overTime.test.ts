import assert from 'node:assert/strict';
import { finish } from '../../../src/base/steps.ts';
import type { Executions } from '../../../src/sdk/executions.ts';
import { Replayed } from '../../../src/sdk/replayed.ts';
import { OverTime } from '../../../src/vscode/graph/overTime.ts';
import { sketch, Story } from '../../support/presentation/story.ts';

describe('an execution over time', () => {
  it('is shown as of the newest event that is wanted, however fast the slider goes', async () => {
    const { workflow, events } = await Story.of(sketch('start > fork > a > join > end, fork > b > join'));
    const executions = {
      workflow: () => Promise.resolve(workflow),
      events: () => Promise.resolve(events),
    } as unknown as Executions;
    const overTime = new OverTime(executions);
    const ended = finish(new Replayed(workflow, events).at(events.length));
    const shown: (number | undefined)[] = [];
    const scrub = async (event: number | null): Promise<void> => {
      overTime.scrub(ended.id, event);
      shown.push((await overTime.past(ended))?.past?.event);
    };
    await scrub(9);
    await Promise.all([scrub(8), scrub(2), scrub(5), scrub(3)]);
    await Promise.all([scrub(4), scrub(null)]);
    assert.deepEqual(shown, [9, 3, 3, 3, 3, undefined, undefined]);
    await scrub(events.length + 7);
    assert.equal(shown.at(-1), events.length);
  });
});
