import assert from 'node:assert/strict';
import type { ExecutableWorkflow } from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import { takeOver } from '../../../src/engine/takeOver.ts';
import {
  end,
  fork,
  inARow,
  join,
  type NodeSketch,
  plain,
  type Sketch,
  start,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { mocksOf } from '../../support/engine/play.ts';
import type { JsonValue } from '../../../src/base/json.ts';

const subworkflow: NodeSketch = (id) => {
  const { range, idRange } = start(id);
  return { id, range, idRange, kind: 'subworkflow', path: `${id}.workflow.yaml`, inputs: new Map() };
};

const diamond = {
  nodes: { start, fork: fork(), a: task(), b: task(), join: join(), last: task(), end },
  edges: 'start>fork>a>join fork>b>join>last>end',
} satisfies Sketch;
const inner = workflow(inARow({ one: task(), two: task() }));
const nested: ExecutableWorkflow = {
  ...workflow({
    nodes: { start, before: task(), sub: subworkflow, other: subworkflow, after: task(), end },
    edges: 'start>before>sub>after>end start>other>end',
  }),
  subworkflows: new Map([
    ['sub', inner],
    ['other', inner],
  ]),
};

async function played(
  executed: ExecutableWorkflow,
  nodes: Readonly<Record<string, JsonValue>>,
): Promise<readonly EngineEvent[]> {
  return (await simulate(executed, { inputs: {}, mocks: mocksOf({ nodes }) })).events;
}

function taken(executed: ExecutableWorkflow, events: readonly EngineEvent[], from?: string): readonly string[] {
  const found = takeOver(executed, events, from);
  assert(found.ok, found.ok ? '' : found.error.message);
  return Object.keys(found.value).sort();
}

describe('R4 what a retry takes over', () => {
  it('is the result of every completed node, with the edges that it did not take and what its join recorded', async () => {
    const executed = workflow({ ...diamond, edges: `${diamond.edges} a>end?no` });
    const events = await played(executed, { a: { output: 1 }, b: { output: 2 }, last: { fail: 'always' } });
    const found = takeOver(executed, events);
    assert(found.ok);
    assert.deepEqual(plain(found.value), {
      start: { output: {} },
      fork: { output: {} },
      a: { output: 1, not_taken: [7] },
      b: { output: 2 },
      join: {
        output: { a: 1, b: 2 },
        join: { winner: 'a', errors: {}, succeeded: 2, failed: 0, cancelled: 0, skipped: 0 },
      },
    });
  });

  it('is nothing of the nodes that failed, were cancelled or never started', async () => {
    const executed = workflow(diamond);
    const events = await played(executed, { a: { fail: 'always' }, b: { delay_seconds: 5 } });
    assert.deepEqual(taken(executed, events), ['fork', 'start']);
  });

  it('is what is completed inside of a subworkflow that is not', async () => {
    const events = await played(nested, { 'sub/two': { fail: 'always', delay_seconds: 1 }, other: { output: 1 } });
    assert.deepEqual(taken(nested, events), ['before', 'other', 'start', 'sub/one', 'sub/start']);
  });

  it('is refused where there is nothing to retry, or the execution goes on', async () => {
    const executed = workflow(diamond);
    const events = await played(executed, {});
    assert.deepEqual(takeOver(executed, events), {
      ok: false,
      error: { code: 'nothing-to-retry', message: 'The execution is completed, so there is nothing to retry.' },
    });
    assert.deepEqual(takeOver(executed, events.slice(0, -1)), {
      ok: false,
      error: { code: 'not-ended', message: 'The execution has not ended. Resume it, or cancel it first.' },
    });
  });
});

describe('R4 what a re-run from a node takes over', () => {
  it('is neither the node nor what is downstream of it, also of a completed execution', async () => {
    const executed = workflow(diamond);
    const events = await played(executed, {});
    assert.deepEqual(taken(executed, events, 'a'), ['b', 'fork', 'start']);
    assert.deepEqual(taken(executed, events, 'LAST'), ['a', 'b', 'fork', 'join', 'start']);
    assert.deepEqual(taken(executed, events, 'start'), []);
  });

  it('of a node inside of a subworkflow is what its subworkflow does not need', async () => {
    const events = await played(nested, {});
    const other = ['other', 'other/end', 'other/one', 'other/start', 'other/two'];
    assert.deepEqual(taken(nested, events, 'sub/two'), ['before', ...other, 'start', 'sub/one', 'sub/start']);
    assert.deepEqual(taken(nested, events, 'before'), [...other, 'start']);
    assert.deepEqual(taken(nested, events, 'sub'), ['before', ...other, 'start']);
  });

  it('is refused for a node that there is not', async () => {
    const executed = workflow(diamond);
    assert.deepEqual(takeOver(executed, await played(executed, {}), 'nobody'), {
      ok: false,
      error: { code: 'unknown-node', message: 'The execution has no node "nobody".' },
    });
  });
});
