import assert from 'node:assert/strict';
import { attemptStatus } from '../../../src/presentation/attemptRows.ts';
import { criticalPath } from '../../../src/presentation/criticalPath.ts';
import { timelineOf } from '../../../src/presentation/timeline.ts';
import type { GraphTimeline } from '../../../src/protocol/graph.ts';
import { sketch, Story } from '../../support/presentation/story.ts';

const flow = sketch(
  'start > fork > a1 > a2 > join > last > end, fork > b > join, fork > c > join',
  'error_handling: { max_retries: 1, retry: { delay_seconds: 2, jitter: 0 } }\n',
);
const mocks = `
nodes:
  a1: { delay_seconds: 1 }
  a2: { delay_seconds: 1 }
  b: { delay_seconds: 1, fail: { first: 1, kind: http, message: "503" } }
  c: { delay_seconds: 3 }
default: { delay_seconds: 1 }
`;

async function at(ms: number): Promise<GraphTimeline> {
  const story = await Story.of(flow, mocks);
  const { outline, workflow, events } = story;
  return timelineOf({ snapshot: story.at(ms), outline, graph: workflow.graph, events: events.length, wallMs: ms });
}

/** `a1: attempt 0-1000 completed` for each bar, by lane. */
function drawn({ lanes }: GraphTimeline): string[] {
  return lanes.map(({ label, bars }) =>
    [
      `${label}:`,
      ...bars.map(
        ({ nodeId, kind, fromMs, toMs, status, isCritical }) =>
          `${nodeId} ${kind} ${fromMs}-${toMs} ${status}${isCritical ? '!' : ''}`,
      ),
    ].join(' '),
  );
}

describe('the timeline of an execution', () => {
  it('has a lane for each branch, attempts and waits as bars, the critical path marked', async () => {
    const timeline = await at(Infinity);
    assert.deepEqual(drawn(timeline), [
      'sketch: last attempt 4000-5000 completed!',
      'a1: a1 attempt 0-1000 completed a2 attempt 1000-2000 completed',
      'b: b attempt 0-1000 failed! b wait 1000-3000 waiting! b attempt 3000-4000 completed!',
      'c: c attempt 0-3000 completed',
    ]);
    assert.equal(timeline.lengthMs, 5000);
    assert.ok(timeline.events > 10);
    assert.equal(timeline.lanes[2]?.bars[0]?.text, 'b · attempt 1 · failed · 503 · 1.0 s · critical path');
    assert.equal(timeline.lanes[2].bars[1]?.text, 'b · waits for its next attempt · 2.0 s · critical path');
  });

  it('shows what lost a race or was cut off as that, not as failed', async () => {
    const story = await Story.of(flow, mocks);
    const node = story.at(Infinity).nodes['b']!;
    const ended = (kind: string): string =>
      attemptStatus(
        { started_ms: 0, ended_ms: 1, error: { kind, message: 'Why', retryable: true } },
        { ...node, status: 'completed' },
        true,
      );
    assert.deepEqual(['cancelled', 'interrupted', 'timeout', 'http'].map(ended), [
      'cancelled',
      'interrupted',
      'timed_out',
      'failed',
    ]);
  });

  it('grows while the execution goes on, without a critical path or a way through it', async () => {
    const timeline = await at(1500);
    assert.deepEqual(drawn(timeline), [
      'a1: a1 attempt 0-1000 completed a2 attempt 1000-1500 running',
      'b: b attempt 0-1000 failed b wait 1000-1500 waiting',
      'c: c attempt 0-1500 running',
    ]);
    assert.equal(timeline.events, 0);
  });

  it('shows what waits for people and times, and a loop as one bar', async () => {
    const text = `
name: x
agents: { one: { uses: http, with: { url: "http://127.0.0.1/" } } }
nodes:
  - { id: start, type: start }
  - { id: rest, type: delay, config: { seconds: 2 } }
  - { id: each, type: for_each, agent_id: one, config: { items: "\${{ [1, 2] }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: rest }
  - { source: rest, target: each }
  - { source: each, target: end }
`.replace('${{ [1, 2] }}', "${{ fromJSON('[1,2]') }}");
    const story = await Story.of(text);
    const { outline, workflow, events } = story;
    const snapshot = story.at(Infinity);
    const timeline = timelineOf({ snapshot, outline, graph: workflow.graph, events: events.length, wallMs: 0 });
    assert.deepEqual(drawn(timeline), ['x: rest wait 0-2000 completed! each attempt 2000-3000 completed!']);
  });

  it('counts the lanes that are too many', async () => {
    const many = Array.from({ length: 1_200 }, (_, index) => `fork > t${index} > join`).join(', ');
    const story = await Story.of(sketch(`start > fork, join > end, ${many}`));
    const { outline, workflow } = story;
    const { lanes, more } = timelineOf({
      snapshot: story.at(Infinity),
      outline,
      graph: workflow.graph,
      events: 9,
      wallMs: 0,
    });
    assert.deepEqual([lanes.length, more], [1_000, 200]);
  });
});

describe('the critical path', () => {
  it('is what the end waited for', async () => {
    const story = await Story.of(flow, mocks);
    assert.deepEqual([...criticalPath(story.workflow.graph, story.at(Infinity))].reverse(), [
      'start',
      'fork',
      'b',
      'join',
      'last',
      'end',
    ]);
  });

  it('leads through the winner of a race', async () => {
    const race = flow.replace('gateway_type: join', 'gateway_type: join, config: { mode: race }');
    const story = await Story.of(race, mocks);
    const path = criticalPath(story.workflow.graph, story.at(Infinity));
    assert.ok(path.has('a2') && !path.has('b') && !path.has('c'));
  });
});
