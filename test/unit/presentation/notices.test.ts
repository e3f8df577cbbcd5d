import assert from 'node:assert/strict';
import { graphExecution } from '../../../src/presentation/graphExecution.ts';
import { endedNotice, failureNotice, interruptedNotice, runningNotice } from '../../../src/presentation/notices.ts';
import { statusIcon, summarise } from '../../../src/presentation/status.ts';
import { sketch, Story } from '../../support/presentation/story.ts';

const flow = sketch('start > a > end');
const failing =
  'nodes: { a: { fail: { always: true, message: "see [docs](command:evil) $(zap)" }, delay_seconds: 1 } }';

describe('notices', () => {
  it('tell what runs', async () => {
    const story = await Story.of(flow);
    assert.equal(runningNotice([]), undefined);
    assert.equal(runningNotice([story.at(500)]), '$(sync~spin) sketch 33 %');
    assert.equal(runningNotice([story.at(500), story.at(600)]), '$(sync~spin) 2 workflows run');
  });

  it('tell how it ended', async () => {
    assert.equal(endedNotice((await Story.of(flow)).at(9000)), '$(check) sketch completed in 1.0 s');
    assert.equal(endedNotice((await Story.of(flow, failing)).at(9000)), '$(error) sketch failed after 1.0 s');
    const cancelled = await Story.of(flow, 'default: { delay_seconds: 9 }\ncancel_at_seconds: 1');
    assert.equal(endedNotice(cancelled.at(9000)), '$(circle-slash) sketch was cancelled');
    const timedOut = await Story.of(sketch('start > a > end', 'timeout_seconds: 1\n'), 'default: { delay_seconds: 9 }');
    assert.equal(endedNotice(timedOut.at(9000)), '$(watch) sketch timed out after 1.0 s');
  });

  it('threat T15: hold no links and no icons of others', async () => {
    const story = await Story.of(flow, failing);
    assert.equal(failureNotice(story.at(9000)), 'sketch failed: a: see [docs] (command:evil) $(zap)');
    const named = await Story.of(flow.replace('name: sketch', 'name: "$(zap) [x](command:y)"'));
    assert.equal(endedNotice(named.at(9000)), '$(check) \\$(zap) [x](command:y) completed in 1.0 s');
    assert.equal(interruptedNotice([named.at(500, 'free')]), '$(zap) [x] (command:y) was interrupted. Resume it?');
  });

  it('ask about several at once', async () => {
    const story = await Story.of(flow);
    const one = story.at(500, 'free');
    assert.equal(interruptedNotice([one, one]), '2 executions were interrupted.');
  });
});

describe('an execution for the graph', () => {
  it('has a short text for each node', async () => {
    const retries = 'error_handling: { max_retries: 3, retry: { delay_seconds: 2, jitter: 0 } }\n';
    const story = await Story.of(
      sketch('start > a > end', retries),
      'nodes: { a: { fail: { first: 1, message: HTTP 503 }, delay_seconds: 1 } }',
    );
    const at = (ms: number): unknown => {
      const { status, text, nodes } = graphExecution(story.at(ms), story.outline, ms);
      return [status, text, nodes['a']];
    };
    assert.deepEqual(at(500), ['running', '', { status: 'running', text: '', error: '' }]);
    assert.deepEqual(at(1500), [
      'running',
      '',
      { status: 'waiting', text: 'attempt 2 of 4 · next try in 2 s', error: '' },
    ]);
    assert.deepEqual(at(3500), ['running', '', { status: 'running', text: 'attempt 2 of 4', error: '' }]);
    assert.deepEqual(at(9000), ['completed', '4.0 s', { status: 'completed', text: '4.0 s', error: '' }]);
  });
});

describe('statuses', () => {
  it('have a shape of their own each', () => {
    const statuses = [
      ...(['pending', 'running', 'waiting', 'paused', 'completed', 'failed', 'timed_out'] as const),
      ...(['skipped', 'cancelled', 'interrupted', 'unreadable'] as const),
    ];
    assert.equal(new Set(statuses.map((status) => statusIcon(status).name)).size, statuses.length);
  });

  it('of several: what moves, then what went wrong, then the rest', () => {
    assert.equal(summarise(['completed', 'running', 'failed']), 'running');
    assert.equal(summarise(['completed', 'failed', 'skipped']), 'failed');
    assert.equal(summarise(['completed', 'completed']), 'completed');
    assert.equal(summarise(['completed', 'pending']), 'running');
    assert.equal(summarise(['pending', 'pending']), 'pending');
    assert.equal(summarise(['skipped', 'skipped']), 'skipped');
    assert.equal(summarise([]), 'pending');
  });
});
